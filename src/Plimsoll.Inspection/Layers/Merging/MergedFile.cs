using System.Runtime.InteropServices;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>A file of the merged root, with the layer that brought it.</summary>
internal sealed class MergedFile(string name, MergedFile? parent)
{
    /// <summary>Last part of its path; empty for the root.</summary>
    public string Name { get; } = name;

    /// <summary>The directory that it is in; null for the root.</summary>
    public MergedFile? Parent { get; } = parent;

    /// <summary>Directories from the root to here.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    public required FileType Type { get; set; }

    /// <summary>Target of a symbolic link.</summary>
    public string? Link { get; set; }

    /// <summary>The layer that last said something about it.</summary>
    public required int Layer { get; set; }

    /// <summary>Where its content is: of a hard link, that of the file it was made from.</summary>
    public required ContentPlace Content { get; set; }

    /// <summary>What a directory has in it; null when it is empty or no directory.</summary>
    public Dictionary<string, MergedFile>? Children { get; set; }
}

/// <summary>An entry of a layer.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="File">Index in the files of its facts; -1 for a directory that no layer mentions.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentPlace(int Layer, int File);
