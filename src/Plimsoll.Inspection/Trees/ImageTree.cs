using System.Collections.Concurrent;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Trees;

/// <summary>The files of an image: merged, as a container sees them, or what one layer did. Sums are worked out when they are first asked for.</summary>
public sealed class ImageTree
{
    /// <summary>Smaller directories are sorted anew each time.</summary>
    private const int SortedBefore = 500;

    private readonly InspectionDocument _document;
    private readonly ImageView _view;
    private readonly Lazy<TreeSums> _sums;
    private readonly ConcurrentDictionary<int, LayerChanges> _layers = new();
    private readonly ConcurrentDictionary<int, int[]> _sorted = new();

    internal ImageTree(InspectionDocument document, ImageView view)
    {
        (_document, _view) = (document, view);
        _sums = new Lazy<TreeSums>(() => new TreeSums(view.Root));
    }

    /// <summary>Paths that the layers name, those among them that are gone.</summary>
    public int Paths => Root.Count;

    /// <summary>Files that are there.</summary>
    public int Files => _sums.Value.FilesAt(PathPool.Root);

    /// <summary>Bytes of the files that are there.</summary>
    public long Bytes => _sums.Value.BytesAt(PathPool.Root);

    /// <summary>Bytes that are shipped and never seen.</summary>
    public long Wasted => _sums.Value.WastedAt(PathPool.Root);

    private MergedTree Root => _view.Root;

    /// <summary>The layers, lowest first.</summary>
    public IReadOnlyList<LayerContent> Layers() => [.. _document.Layers.Select(ContentOf)];

    /// <summary>True when there is such a layer and it was opened.</summary>
    public bool HasLayer(int layer) => _view.Layers.ContainsKey(layer);

    /// <summary>What stands at a path, links in its directories followed, or what is left of it; null when nothing ever stood there.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="layer">What this layer did; null for the merged tree.</param>
    public TreeEntry? Find(string path, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var number = NumberOf(path);
        return number < 0 ? null : layer is { } only ? EntryIn(number, only) : Entry(number);
    }

    /// <summary>What stands at a path, all links followed, under the path where it really is; null when nothing does.</summary>
    /// <param name="path">Absolute path.</param>
    public TreeEntry? Follow(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Root.Find(path.Trim('/')) is { } file ? Entry(file.Number) : null;
    }

    /// <summary>What is in a directory, in ordinal order of the name, with what layers removed from it.</summary>
    /// <param name="path">Absolute path of the directory; empty when it is none.</param>
    /// <param name="layer">Only what this layer did; null for the merged tree.</param>
    /// <param name="after">Only names behind this one.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<TreeEntry> List(string path, int? layer = null, string? after = null, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(path);
        var directory = NumberOf(path);
        if (directory < 0) return [];
        var found = new List<TreeEntry>();
        var children = Children(directory);
        for (var i = after is null ? 0 : FirstBehind(children, after); i < children.Length && found.Count < limit; i++)
        {
            if ((layer is { } only ? EntryIn(children[i], only) : Entry(children[i])) is { } entry) found.Add(entry);
        }
        return found;
    }

    /// <summary>Files and links that the lowest layers bring and that the layers above these hide, in order of path.</summary>
    /// <param name="layers">How many layers are the base.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<OverriddenFile> Overridden(int layers, int limit)
    {
        var found = new List<OverriddenFile>();
        foreach (var (layer, files) in Root.Layers.Where(below => below.Layer < layers))
        {
            foreach (var file in files)
            {
                var place = new ContentPlace(layer, file.Number);
                // What the base itself hides was never its to lose.
                if (file.Type is not (FileType.File or FileType.Symlink or FileType.HardLink) || Root.HiddenBy(place) is not (var by and >= 0) || by < layers || Root.PlaceOf(place) is not { } path) continue;
                found.Add(new OverriddenFile("/" + path.Path, layer, by, path.IsThere, path.IsThere ? _view.Owners.OwnerOf(path)?.Package.Key : null));
            }
        }
        return [.. found.OrderBy(file => file.Path, StringComparer.Ordinal).ThenBy(file => file.Layer).Take(limit)];
    }

    /// <summary>Where most bytes are shipped and never seen, largest first.</summary>
    public IReadOnlyList<WastedPath> WastedPaths(int limit)
    {
        var found = new Dictionary<int, (long Bytes, int Copies)>();
        foreach (var (layer, files) in Root.Layers)
        {
            foreach (var file in files)
            {
                var place = new ContentPlace(layer, file.Number);
                if (file.Type != FileType.File || file.Size == 0 || Root.HiddenBy(place) < 0 || Root.VisibleAt(place) is not null || Root.PlaceOf(place) is not { } path) continue;
                var (bytes, copies) = found.GetValueOrDefault(path.Number);
                found[path.Number] = (bytes + file.Size, copies + 1);
            }
        }
        return
        [
            .. found.OrderByDescending(entry => entry.Value.Bytes).ThenBy(entry => entry.Key).Take(limit)
                .Select(entry => new WastedPath("/" + Root.Names.PathOf(entry.Key), entry.Value.Bytes, entry.Value.Copies, Root.StateOf(entry.Key).IsThere)),
        ];
    }

    /// <summary>Entries that a layer brought with this content, hidden ones too.</summary>
    /// <param name="layer">Digest of the layer as it is stored; null for an unpacked root.</param>
    /// <param name="content">SHA-256 of the file.</param>
    public IEnumerable<TreeEntry> WithContent(Digest? layer, Digest content)
    {
        var hash = Convert.FromHexString(content.Hex);
        return EntriesOf(layer, (_, file) => file.Sha256.SequenceEqual(hash));
    }

    /// <summary>Entries that a layer brought under this name, hidden ones too.</summary>
    /// <param name="layer">Digest of the layer as it is stored; null for an unpacked root.</param>
    /// <param name="path">An absolute path, or the last part of one.</param>
    public IEnumerable<TreeEntry> WithName(Digest? layer, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = System.Text.Encoding.UTF8.GetBytes(path[(path.LastIndexOf('/') + 1)..]);
        var whole = path.Contains('/', StringComparison.Ordinal) ? path.Trim('/') : null;
        return EntriesOf(layer, (files, file) => files.Paths.NameOf(file.PathNumber).SequenceEqual(name) && (whole is null || file.Path == whole));
    }

    private IEnumerable<TreeEntry> EntriesOf(Digest? digest, Func<FileIndex, FileFacts, bool> isWanted)
    {
        foreach (var (layer, files) in Root.Layers.Where(entry => _document.Layers[entry.Layer].Digest == digest))
        {
            foreach (var file in files)
            {
                if (file.Type is FileType.Directory or FileType.Whiteout or FileType.Opaque || !isWanted(files, file)) continue;
                var place = new ContentPlace(layer, file.Number);
                if (Root.PlaceOf(place) is not { } path) continue;
                var hiddenBy = Root.HiddenBy(place);
                yield return Describe(path.Number, file, file.Type, layer, file.Size, 0) with
                {
                    HiddenBy = hiddenBy < 0 ? null : hiddenBy,
                    Package = hiddenBy < 0 ? _view.Owners.OwnerOf(path)?.Package.Key : null,
                };
            }
        }
    }

    private LayerChanges ChangesOf(int layer) => _layers.GetOrAdd(layer, static (index, root) => new LayerChanges(root, index), Root);

    private int NumberOf(string path)
    {
        var plain = path.Trim('/');
        return plain.Length == 0 ? PathPool.Root : (Root.FindLink(plain) ?? Root.FindLast(plain))?.Number ?? (Root.Names.Find(plain) is var gone and >= 0 && gone < Root.Count ? gone : -1);
    }

    private int[] Children(int directory)
    {
        if (_sorted.TryGetValue(directory, out var known)) return known;
        var children = Root.EverIn(directory).Select(child => child.Number).ToArray();
        Array.Sort(children, (a, b) => Root.Names.NameOf(a).SequenceCompareTo(Root.Names.NameOf(b)));
        if (children.Length >= SortedBefore) _sorted.TryAdd(directory, children);
        return children;
    }

    private int FirstBehind(int[] children, string after)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(after);
        var (low, high) = (0, children.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Root.Names.NameOf(children[middle]).SequenceCompareTo(name) <= 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private TreeEntry? Entry(int number)
    {
        var file = new MergedFile(Root, number);
        if (number == PathPool.Root) return Describe(number, Root.FactsAt(file.Content), FileType.Directory, 0, _sums.Value.BytesAt(number), _sums.Value.FilesAt(number));
        // A path of which only something below was ever mentioned, and is gone with it, is nothing to show.
        if (!file.IsThere && file.Origin.File < 0 && _sums.Value.WastedAt(number) == 0) return null;
        var (facts, type) = (file.Facts, file.Type);
        var size = type == FileType.Directory ? _sums.Value.BytesAt(number) : facts?.Size ?? 0;
        return Describe(number, facts, type, file.Layer, size, _sums.Value.FilesAt(number)) with
        {
            Change = !file.IsThere ? TreeChange.Removed : _sums.Value.IsRewritten(number) ? TreeChange.Changed : null,
            HiddenBy = !file.IsThere && Root.HiddenBy(file.Origin) is var hiddenBy and >= 0 ? hiddenBy : null,
            Package = file.IsThere && type != FileType.Directory ? _view.Owners.OwnerOf(file)?.Package.Key : null,
        };
    }

    private TreeEntry? EntryIn(int number, int layer)
    {
        var changes = ChangesOf(layer);
        if (number != PathPool.Root && !changes.Concerns(number)) return null;
        var (bytes, files) = changes.SumAt(number);
        if (changes.At(number) is not { } mark) return Describe(number, null, FileType.Directory, layer, bytes, files);
        var facts = Root.FactsAt(mark.Place);
        var type = facts?.Type == FileType.HardLink ? FileType.File : facts?.Type ?? FileType.Directory;
        return Describe(number, facts, type, mark.Place.Layer, type == FileType.Directory ? bytes : facts?.Size ?? 0, files) with
        {
            Change = mark.Change,
            HiddenBy = Root.HiddenBy(mark.Place) is var hiddenBy and >= 0 ? hiddenBy : null,
            Package = new MergedFile(Root, number) is { IsThere: true } file && file.Origin == mark.Place && type != FileType.Directory ? _view.Owners.OwnerOf(file)?.Package.Key : null,
        };
    }

    private TreeEntry Describe(int number, FileFacts? facts, FileType type, int layer, long size, int files) => new()
    {
        Path = "/" + Root.Names.PathOf(number),
        Type = NameOf(type),
        Mode = facts is { } known ? Convert.ToString(known.Mode, 8).PadLeft(4, '0') : null,
        UserId = facts?.UserId ?? 0,
        GroupId = facts?.GroupId ?? 0,
        Size = size,
        Files = type == FileType.Directory ? files : null,
        Link = type == FileType.Symlink ? facts?.Link : null,
        Digest = facts?.Digest,
        Layer = layer,
        Wasted = _sums.Value.WastedAt(number),
    };

    private LayerContent ContentOf(LayerSummary layer)
    {
        var isOpened = HasLayer(layer.Index);
        var changes = isOpened ? ChangesOf(layer.Index) : null;
        return new LayerContent
        {
            Index = layer.Index,
            Digest = layer.Digest,
            Size = layer.Size,
            Bytes = changes?.SumAt(PathPool.Root).Bytes ?? 0,
            Added = changes?.Added ?? 0,
            Changed = changes?.Changed ?? 0,
            Removed = changes?.Removed ?? 0,
            Wasted = isOpened ? WastedIn(layer.Index) : 0,
            IsOpened = isOpened,
            CreatedBy = layer.CreatedBy,
        };
    }

    private long WastedIn(int layer) => _view.Layers[layer].Files
        .Where(file => file.Type == FileType.File && new ContentPlace(layer, file.Number) is var place && Root.HiddenBy(place) >= 0 && Root.VisibleAt(place) is null)
        .Sum(file => file.Size);

    internal static string NameOf(FileType type) => type switch
    {
        FileType.File or FileType.HardLink => "file",
        FileType.Directory => "directory",
        FileType.Symlink => "symlink",
        FileType.CharacterDevice => "character-device",
        FileType.BlockDevice => "block-device",
        FileType.Fifo => "fifo",
        FileType.Socket => "socket",
        _ => "whiteout",
    };
}
