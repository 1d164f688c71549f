using System.Runtime.InteropServices;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>A file of the merged root: a view into the <see cref="MergedTree"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MergedFile
{
    private readonly MergedTree _tree;

    public MergedFile(MergedTree tree, int number) => (_tree, Number) = (tree, number);

    /// <summary>Number of its path in the tree. It stays the same whatever layers put there.</summary>
    public int Number { get; }

    /// <summary>Path without leading slash; empty for the root.</summary>
    public string Path => _tree.Names.PathOf(Number);

    /// <summary>Last part of the path.</summary>
    public string Name => System.Text.Encoding.UTF8.GetString(_tree.Names.NameOf(Number));

    /// <summary>Last part of the path, UTF-8.</summary>
    public ReadOnlySpan<byte> NameBytes => _tree.Names.NameOf(Number);

    /// <summary>False when it was there in a lower layer only.</summary>
    public bool IsThere => _tree.StateOf(Number).IsThere;

    /// <summary>What it is: of a hard link, what its target is.</summary>
    public FileType Type => _tree.StateOf(Number).Type;

    /// <summary>The layer that last said something about it.</summary>
    public int Layer => _tree.StateOf(Number).Layer;

    /// <summary>The entry that put it here: for a hard link, that of the link.</summary>
    public ContentPlace Origin => _tree.StateOf(Number).Origin;

    /// <summary>Where its content is: of a hard link, that of the file it was made from.</summary>
    public ContentPlace Content => _tree.StateOf(Number).Content;

    /// <summary>The entry that has its content; null for a directory that no layer mentions.</summary>
    public FileFacts? Facts => _tree.FactsAt(Content);

    /// <summary>Target of a symbolic link.</summary>
    public string? Link => Type == FileType.Symlink ? Facts?.Link : null;

    /// <summary>What a directory has in it, in no order.</summary>
    public IEnumerable<MergedFile> Children => _tree.ChildrenOf(Number);
}

/// <summary>An entry of a layer.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="File">Place in the files of its facts; -1 for a directory that no layer mentions.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentPlace(int Layer, int File);
