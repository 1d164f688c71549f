namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>One entry of a tar, with what its pax header or GNU long names say already applied.</summary>
internal sealed record TarEntry
{
    /// <summary>Name as written; bytes that are not UTF-8 as <c>\xNN</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Type flag of the header; <c>'\0'</c> is already <c>'0'</c> or, with a slash at the end, <c>'5'</c>.</summary>
    public required char Kind { get; init; }

    /// <summary>Permission bits, the lowest twelve.</summary>
    public int Mode { get; init; }

    /// <summary>Number of the user who owns it.</summary>
    public int UserId { get; init; }

    /// <summary>Number of the group that owns it.</summary>
    public int GroupId { get; init; }

    /// <summary>Major number of a device.</summary>
    public int Major { get; init; }

    /// <summary>Minor number of a device.</summary>
    public int Minor { get; init; }

    /// <summary>The extended attribute <c>security.capability</c>; empty without one.</summary>
    public ReadOnlyMemory<byte> Capability { get; init; }

    /// <summary>Apparent size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Bytes that follow the header.</summary>
    public long StoredSize { get; init; }

    /// <summary>Target of a hard or symbolic link.</summary>
    public string? Link { get; init; }

    /// <summary>True when the stored bytes are a map and pieces instead of the content.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Offset of the stored bytes in the tar.</summary>
    public long DataOffset { get; init; }
}
