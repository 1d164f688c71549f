using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Trees;

/// <summary>Sums over everything in and below each path of a merged tree, by number of the path.</summary>
internal sealed class TreeSums
{
    private readonly long[] _bytes;
    private readonly int[] _files;
    private readonly long[] _wasted;
    private readonly bool[] _rewritten;

    public TreeSums(MergedTree root)
    {
        (_bytes, _files, _wasted, _rewritten) = (new long[root.Count], new int[root.Count], new long[root.Count], new bool[root.Count]);
        foreach (var file in root.All().Where(file => file.Type == FileType.File))
        {
            _files[file.Number] = 1;
            if (file.Origin == file.Content) _bytes[file.Number] = file.Facts?.Size ?? 0;
        }
        foreach (var (layer, files) in root.Layers) AddHidden(root, layer, files);
        for (var number = root.Count - 1; number > PathPool.Root; number--)
        {
            var parent = root.Names.ParentOf(number);
            _bytes[parent] += _bytes[number];
            _files[parent] += _files[number];
            _wasted[parent] += _wasted[number];
        }
    }

    /// <summary>Bytes of the files that are there, hard links once.</summary>
    public long BytesAt(int path) => _bytes[path];

    /// <summary>Files that are there, hard links each.</summary>
    public int FilesAt(int path) => _files[path];

    /// <summary>Bytes that are shipped and never seen.</summary>
    public long WastedAt(int path) => _wasted[path];

    /// <summary>True when a layer wrote or removed what a lower one had at this path.</summary>
    public bool IsRewritten(int path) => _rewritten[path];

    private void AddHidden(MergedTree root, int layer, FileIndex files)
    {
        foreach (var file in files)
        {
            var place = new ContentPlace(layer, file.Number);
            if (root.HiddenBy(place) < 0 || root.PlaceOf(place) is not { } path) continue;
            _rewritten[path.Number] = true;
            // What is hidden under one name may be there under another.
            if (file.Type == FileType.File && root.VisibleAt(place) is null) _wasted[path.Number] += file.Size;
        }
    }
}
