using System.Runtime.InteropServices;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Trees;

/// <summary>What one layer did, by number of the path, and sums of it for the directories above.</summary>
internal sealed class LayerChanges
{
    private readonly MergedTree _root;
    private readonly Dictionary<int, (TreeChange? Change, ContentPlace Place)> _marks = [];
    private readonly Dictionary<int, (long Bytes, int Files)> _sums = [];

    public LayerChanges(MergedTree root, int layer)
    {
        _root = root;
        var before = new Dictionary<int, ContentPlace>();
        foreach (var (lower, files) in root.Layers.Where(entry => entry.Layer < layer)) Remember(before, lower, files.Count, layer);
        foreach (var file in root.Layers.Where(entry => entry.Layer == layer).SelectMany(entry => entry.Files)) Mark(layer, file, before);
        foreach (var (path, place) in before)
        {
            if (root.HiddenBy(place) == layer && _marks.TryAdd(path, (TreeChange.Removed, place))) Count(TreeChange.Removed, path, 0);
        }
    }

    /// <summary>Paths that were not there before.</summary>
    public int Added { get; private set; }

    /// <summary>Paths that were there in another form.</summary>
    public int Changed { get; private set; }

    /// <summary>Paths that are gone.</summary>
    public int Removed { get; private set; }

    /// <summary>True when the layer says something about a path, or about one below it.</summary>
    public bool Concerns(int path) => _marks.ContainsKey(path) || _sums.ContainsKey(path);

    /// <summary>What the layer did to a path itself, and the entry that it is about: its own, or the one that it removed. Null when it only did something below.</summary>
    public (TreeChange? Change, ContentPlace Place)? At(int path) => _marks.TryGetValue(path, out var mark) ? mark : null;

    /// <summary>Bytes and files that the layer brought at and below a path.</summary>
    public (long Bytes, int Files) SumAt(int path) => _sums.GetValueOrDefault(path);

    /// <summary>What was there before this layer.</summary>
    private void Remember(Dictionary<int, ContentPlace> before, int lower, int count, int layer)
    {
        for (var i = 0; i < count; i++)
        {
            var place = new ContentPlace(lower, i);
            var hiddenBy = _root.HiddenBy(place);
            if ((hiddenBy < 0 || hiddenBy >= layer) && _root.PlaceOf(place) is { } path) before[path.Number] = place;
        }
    }

    private void Mark(int layer, FileFacts file, Dictionary<int, ContentPlace> before)
    {
        var place = new ContentPlace(layer, file.Number);
        if (_root.PlaceOf(place) is not { } path || _root.HiddenBy(place) == layer) return;
        TreeChange? change = !before.TryGetValue(path.Number, out var old) ? TreeChange.Added : IsMentionOnly(file, old) ? null : TreeChange.Changed;
        _marks[path.Number] = (change, place);
        Count(change, path.Number, file.Type == FileType.File ? file.Size : 0);
    }

    /// <summary>Layers repeat the directories above what they bring.</summary>
    private bool IsMentionOnly(FileFacts file, ContentPlace old) =>
        file.Type == FileType.Directory && _root.FactsAt(old) is { Type: FileType.Directory } there && (there.Mode, there.UserId, there.GroupId) == (file.Mode, file.UserId, file.GroupId);

    private void Count(TreeChange? change, int path, long bytes)
    {
        if (change == TreeChange.Added) Added++;
        else if (change == TreeChange.Changed) Changed++;
        else if (change == TreeChange.Removed) Removed++;
        var files = change is TreeChange.Added or TreeChange.Changed && _root.FactsAt(_marks[path].Place) is { Type: FileType.File or FileType.HardLink } ? 1 : 0;
        for (var at = path; at >= PathPool.Root; at = _root.Names.ParentOf(at))
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, at, out _);
            sum = (sum.Bytes + bytes, sum.Files + files);
        }
    }
}
