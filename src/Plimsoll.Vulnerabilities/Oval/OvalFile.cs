namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>What a file is, in the words of OVAL's <c>unix:file</c>.</summary>
public enum OvalFileType
{
    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,
}

/// <summary>A file of the system.</summary>
public sealed record OvalFile
{
    /// <summary>Absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>What it is.</summary>
    public required OvalFileType Type { get; init; }

    /// <summary>Permission bits with set-uid, set-gid and sticky; null where nothing tells, as of a directory that no layer mentions.</summary>
    public int? Mode { get; init; }

    /// <summary>Number of the user who owns it; null where nothing tells.</summary>
    public int? UserId { get; init; }

    /// <summary>Number of the group that owns it; null where nothing tells.</summary>
    public int? GroupId { get; init; }

    /// <summary>Bytes of a regular file.</summary>
    public long Size { get; init; }

    /// <summary>Target of a symbolic link.</summary>
    public string? Link { get; init; }

    /// <summary>Name of the package that owns it; null where none does.</summary>
    public string? Package { get; init; }

    /// <summary>Last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The directory it is in.</summary>
    public string Directory => Path.LastIndexOf('/') is var slash and > 0 ? Path[..slash] : "/";
}
