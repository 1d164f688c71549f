using Plimsoll.Core;

namespace Plimsoll.Inspection.Trees;

/// <summary>One layer as a part of the tree.</summary>
public sealed record LayerContent
{
    /// <summary>Place in the manifest, from 0, lowest first.</summary>
    public required int Index { get; init; }

    /// <summary>Digest of the bytes as they are stored; null for a root file system.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Bytes as stored.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of the files that it brought.</summary>
    public required long Bytes { get; init; }

    /// <summary>Paths that were not there before.</summary>
    public required int Added { get; init; }

    /// <summary>Paths that it wrote again.</summary>
    public required int Changed { get; init; }

    /// <summary>Paths that it removed.</summary>
    public required int Removed { get; init; }

    /// <summary>Bytes that it brought and a higher layer hides.</summary>
    public required long Wasted { get; init; }

    /// <summary>False when the layer was not opened: nothing is known of its files.</summary>
    public required bool IsOpened { get; init; }

    /// <summary>The history line that brought it.</summary>
    public string? CreatedBy { get; init; }
}

/// <summary>Bytes at one path that are shipped and never seen.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Bytes">How many, of all layers together.</param>
/// <param name="Copies">In how many layers.</param>
/// <param name="IsThere">True when the path is there in the end: it was written again.</param>
public sealed record WastedPath(string Path, long Bytes, int Copies, bool IsThere);
