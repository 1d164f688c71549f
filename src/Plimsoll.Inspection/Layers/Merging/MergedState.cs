using System.Runtime.InteropServices;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>What stands at a path of the merged root.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MergedState
{
    /// <summary>False for a path at which nothing stands, or no longer.</summary>
    public bool IsThere;

    private byte _type;

    /// <summary>Directories from the root to here.</summary>
    public ushort Depth;

    /// <summary>The layer that last said something about it.</summary>
    public int Layer;

    /// <summary>Place in the files of that layer of the entry that put it here; -1 for a directory that the layer does not mention.</summary>
    public int Entry;

    /// <summary>Where its content is: for a hard link, where that of its target is.</summary>
    public ContentPlace Content;

    /// <summary>The path that was added to this directory last; -1 when none ever was.</summary>
    public int FirstChild;

    /// <summary>The path that was added to the parent before this one; -1 for the first.</summary>
    public int NextSibling;

    public FileType Type
    {
        readonly get => (FileType)_type;
        set => _type = (byte)value;
    }

    /// <summary>The entry that put it here.</summary>
    public readonly ContentPlace Origin => new(Layer, Entry);
}
