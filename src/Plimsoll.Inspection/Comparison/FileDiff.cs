using System.Text.Json.Serialization;

namespace Plimsoll.Inspection.Comparison;

/// <summary>How the files of two images differ. Those that a changed package owns are counted, not listed.</summary>
public sealed record FileDiff
{
    /// <summary>Files that came.</summary>
    public int Added { get; init; }

    /// <summary>Files that went.</summary>
    public int Removed { get; init; }

    /// <summary>Files of another content, mode, owner or kind.</summary>
    public int Changed { get; init; }

    /// <summary>Of all these, files of packages that came, went or have another version.</summary>
    public required FileCounts OfPackages { get; init; }

    /// <summary>Of all these, what package managers and the linker write down for themselves: their databases, caches and logs.</summary>
    public required FileCounts Bookkeeping { get; init; }

    /// <summary>The other files, together: by directory, or by the unchanged package that owns them.</summary>
    public IReadOnlyList<FileGroup> Groups { get; init; } = [];

    /// <summary>How many differ that no changed package explains.</summary>
    [JsonIgnore]
    public int Unexplained => Groups.Sum(group => group.Counts.Count);
}

/// <summary>Files that belong together.</summary>
public sealed record FileGroup
{
    /// <summary>The directory that they are in, an absolute path.</summary>
    public required string Directory { get; init; }

    /// <summary>The package that owns them and is the same in both images, <c>type:name</c>; null for files that nobody owns.</summary>
    public string? Package { get; init; }

    /// <summary>Set when the directory as a whole came or went: then nothing in it is listed.</summary>
    public DiffKind? Whole { get; init; }

    /// <summary>How many.</summary>
    public required FileCounts Counts { get; init; }

    /// <summary>Bytes of these files in the second image less those in the first.</summary>
    public long Bytes { get; init; }

    /// <summary>The files in order of path; no more than were asked for.</summary>
    public IReadOnlyList<ChangedFile> Files { get; init; } = [];

    /// <summary>How many are not listed.</summary>
    public int NotListed { get; init; }
}

/// <summary>One file that differs.</summary>
public sealed record ChangedFile
{
    /// <summary>Absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>What happened to it.</summary>
    public required DiffKind Change { get; init; }

    /// <summary>What of it is another: <c>content</c>, <c>mode</c>, <c>owner</c>, <c>type</c>, <c>link</c>; null unless it changed.</summary>
    public IReadOnlyList<string>? What { get; init; }

    /// <summary>How it was.</summary>
    public FileForm? From { get; init; }

    /// <summary>How it is.</summary>
    public FileForm? To { get; init; }
}

/// <summary>A file in one of the images.</summary>
/// <param name="Type">What it is, as in the tree.</param>
/// <param name="Mode">Permission bits, four octal digits.</param>
/// <param name="Owner"><c>user:group</c>, in numbers.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Digest">SHA-256 of a regular file.</param>
/// <param name="Link">Target of a link.</param>
/// <param name="Layer">The layer that brought it.</param>
public sealed record FileForm(string Type, string? Mode, string Owner, long Size, Core.Digest? Digest, string? Link, int Layer);
