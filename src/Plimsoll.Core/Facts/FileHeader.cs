namespace Plimsoll.Core.Facts;

/// <summary>What the header of an entry says.</summary>
/// <param name="Path">Path without leading slash, <c>.</c> and empty parts; bytes that are not UTF-8 are written <c>\xNN</c>. The root is empty.</param>
/// <param name="Type">What the entry makes.</param>
/// <param name="Mode">Permission bits with set-uid, set-gid and sticky.</param>
/// <param name="Size">Bytes of the file; of a sparse file, its apparent size.</param>
/// <param name="Link">Target of a link.</param>
public sealed record FileHeader(string Path, FileType Type, int Mode, long Size, string? Link = null)
{
    /// <summary>Number of the user who owns it.</summary>
    public int UserId { get; init; }

    /// <summary>Number of the group that owns it.</summary>
    public int GroupId { get; init; }

    /// <summary>Major number of a device.</summary>
    public int Major { get; init; }

    /// <summary>Minor number of a device.</summary>
    public int Minor { get; init; }

    /// <summary>The extended attribute <c>security.capability</c> (capabilities(7), "File capabilities"); empty without one.</summary>
    public ReadOnlyMemory<byte> Capability { get; init; }
}
