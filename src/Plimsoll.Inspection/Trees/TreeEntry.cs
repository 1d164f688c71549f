using System.Text.Json.Serialization;
using Plimsoll.Core;

namespace Plimsoll.Inspection.Trees;

/// <summary>What a layer did to a path.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TreeChange>))]
public enum TreeChange
{
    /// <summary>Nothing was there before.</summary>
    [JsonStringEnumMemberName("added")] Added,

    /// <summary>A lower layer had it, in another form.</summary>
    [JsonStringEnumMemberName("changed")] Changed,

    /// <summary>A lower layer had it; its bytes are shipped all the same.</summary>
    [JsonStringEnumMemberName("removed")] Removed,
}

/// <summary>One path of an image: a file, a directory with what is below it, or what is left of one that a layer removed.</summary>
public sealed record TreeEntry
{
    /// <summary>Absolute path.</summary>
    public required string Path { get; init; }

    /// <summary><c>file</c>, <c>directory</c>, <c>symlink</c>, <c>character-device</c>, <c>block-device</c>, <c>fifo</c> or <c>socket</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Permission bits with set-uid, set-gid and sticky, four octal digits; null for a directory that no layer mentions.</summary>
    public string? Mode { get; init; }

    /// <summary>Number of the user.</summary>
    public int UserId { get; init; }

    /// <summary>Number of the group.</summary>
    public int GroupId { get; init; }

    /// <summary>Bytes of a file; of a directory, of all files in and below it, hard links counted once.</summary>
    public long Size { get; init; }

    /// <summary>Files in and below a directory; null for what is no directory.</summary>
    public int? Files { get; init; }

    /// <summary>Target of a symbolic link.</summary>
    public string? Link { get; init; }

    /// <summary>SHA-256 of a regular file; null where the content could not be read as it is.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Index of the layer that brought it, or mentioned it last.</summary>
    public required int Layer { get; init; }

    /// <summary>What that layer did; null in the merged tree for what no other layer had.</summary>
    public TreeChange? Change { get; init; }

    /// <summary>Index of the layer that removed it, or wrote it again; null while it is there.</summary>
    public int? HiddenBy { get; init; }

    /// <summary>Bytes at and below this path that are shipped and never seen.</summary>
    public long Wasted { get; init; }

    /// <summary>The package that owns the file, <c>type:name</c>.</summary>
    public string? Package { get; init; }

    /// <summary>Last part of the path; empty for the root.</summary>
    [JsonIgnore]
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>True for directories, which have something in them.</summary>
    [JsonIgnore]
    public bool IsDirectory => Files is not null;
}
