using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>
/// The root file system that a stack of layers makes, as containerd and Docker unpack it. A whiteout hides what lower layers brought, wherever
/// in its layer it stands; the last of several entries with one name counts; a directory keeps what it has when a layer mentions it again.
/// Of every entry of every layer it knows whether it is visible, and if not, which layer hides it.
/// </summary>
internal sealed class MergedTree
{
    /// <summary>Not hidden by any layer.</summary>
    public const int Visible = -1;

    private readonly Column<MergedState> _states = new();
    private readonly Dictionary<int, FileIndex> _layers = [];
    private readonly List<StackedLayer> _stacked = [];
    private readonly Dictionary<int, int[]> _hiddenBy = [];
    private readonly Dictionary<int, int[]> _numbers = [];
    private readonly Dictionary<ContentPlace, List<int>> _linked = [];
    private readonly int _maxFiles;

    public MergedTree(int maxFiles)
    {
        _maxFiles = maxFiles;
        Add(new MergedState { IsThere = true, Type = FileType.Directory, Entry = -1, Content = new ContentPlace(0, -1), FirstChild = -1, NextSibling = -1 });
    }

    /// <summary>The paths, those among them at which nothing stands.</summary>
    public PathPool Names { get; } = new();

    /// <summary>The root.</summary>
    public MergedFile Root => new(this, PathPool.Root);

    /// <summary>Paths at which something stands or stood, the root among them. Directories have lower numbers than what is in them.</summary>
    public int Count => _states.Count;

    /// <summary>Puts a layer on top.</summary>
    /// <param name="layer">Its index, above those that were put before.</param>
    /// <param name="files">Its entries.</param>
    /// <param name="remark">Told of entries that cannot be placed.</param>
    /// <param name="deadline">Ends the work.</param>
    /// <exception cref="LayerStoppedException">The image has more files than is sane, or time ran out.</exception>
    public void Apply(int layer, FileIndex files, Action<string, string> remark, Deadline deadline)
    {
        _layers.Add(layer, files);
        _stacked.Add(new StackedLayer(layer, files));
        var hiddenBy = new int[files.Count];
        var numbers = new int[files.Count];
        for (var i = 0; i < numbers.Length; i++) (hiddenBy[i], numbers[i]) = (Visible, -1);
        _hiddenBy.Add(layer, hiddenBy);
        _numbers.Add(layer, numbers);
        new LayerMerge(this, layer, files, deadline).Run(remark);
    }

    /// <summary>The file at a path, links followed; null when there is none.</summary>
    public MergedFile? Find(string path) => At(new LinkWalk(this).Find(path, followLast: true));

    /// <summary>What stands at a path, a link at its end not followed; null when nothing does.</summary>
    public MergedFile? FindLink(string path) => At(new LinkWalk(this).Find(path, followLast: false));

    /// <summary>What stands under a name in a directory, a link not followed; null when nothing does.</summary>
    public MergedFile? FindIn(MergedFile directory, ReadOnlySpan<char> name) => At(Child(directory.Number, name));

    /// <summary>The names in a directory in ordinal order, links followed to it; empty when there is none.</summary>
    public IEnumerable<string> FilesIn(string path) => Find(path)?.Children.Select(child => child.Name).Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();

    /// <summary>Everything that is there, parents before children, in no other order.</summary>
    public IEnumerable<MergedFile> All()
    {
        for (var i = 1; i < _states.Count; i++)
        {
            if (_states[i].IsThere) yield return new MergedFile(this, i);
        }
    }

    /// <summary>The layers that were put, lowest first.</summary>
    public IReadOnlyList<StackedLayer> Layers => _stacked;

    /// <summary>The layer that hides an entry, by a whiteout or an entry of the same name; <see cref="Visible"/> when none does.</summary>
    public int HiddenBy(ContentPlace place) => place.File < 0 || !_hiddenBy.TryGetValue(place.Layer, out var hidden) ? Visible : hidden[place.File];

    /// <summary>The path at which an entry was put, whatever stands there now; null for whiteouts and for what could not be placed.</summary>
    public MergedFile? PlaceOf(ContentPlace place) => place.File >= 0 && _numbers.TryGetValue(place.Layer, out var numbers) ? At(numbers[place.File]) : null;

    /// <summary>A visible path at which the content of an entry is: its own, or that of a hard link to it. Null when it is hidden.</summary>
    public MergedFile? VisibleAt(ContentPlace place)
    {
        if (PlaceOf(place) is { } own && StateOf(own.Number) is { IsThere: true } state && state.Content == place) return own;
        return _linked.TryGetValue(place, out var links) && links.Find(link => StateOf(link).IsThere && StateOf(link).Content == place) is var number and > 0 ? new MergedFile(this, number) : null;
    }

    /// <summary>What stood last at a path that may be hidden now; its directories are taken as they are written, links not followed.</summary>
    public MergedFile? FindLast(string path) => Names.Find(path) is var number and >= 0 && StateOf(number).Entry >= 0 ? new MergedFile(this, number) : null;

    /// <summary>An entry of a layer; null for a directory that no layer mentions.</summary>
    public FileFacts? FactsAt(ContentPlace place) => place.File >= 0 && _layers.TryGetValue(place.Layer, out var files) ? files[place.File] : null;

    /// <summary>What a directory has in it.</summary>
    public IEnumerable<MergedFile> ChildrenOf(int directory)
    {
        for (var child = _states[directory].FirstChild; child >= 0; child = _states[child].NextSibling)
        {
            if (_states[child].IsThere) yield return new MergedFile(this, child);
        }
    }

    /// <summary>What a directory has in it, and what it had.</summary>
    public IEnumerable<MergedFile> EverIn(int directory)
    {
        for (var child = _states[directory].FirstChild; child >= 0; child = _states[child].NextSibling) yield return new MergedFile(this, child);
    }

    /// <summary>What stands at a path.</summary>
    internal ref MergedState StateOf(int number) => ref _states[number];

    /// <summary>What stands under a name in a directory; -1 when nothing does.</summary>
    internal int Child(int directory, ReadOnlySpan<char> name) => Names.Find(directory, name) is var child and >= 0 && StateOf(child).IsThere ? child : -1;

    /// <summary>The number of a path, whether or not something stands there.</summary>
    /// <exception cref="LayerStoppedException">The image has more files than is sane.</exception>
    internal int Place(int directory, ReadOnlySpan<byte> name)
    {
        var number = Names.Add(directory, name);
        if (number < _states.Count) return number;
        if (_states.Count > _maxFiles) throw new LayerStoppedException($"the image has more than {_maxFiles} files; the rest was not merged", isBomb: true);
        Add(new MergedState { Depth = (ushort)(StateOf(directory).Depth + 1), Entry = -1, Content = new ContentPlace(0, -1), FirstChild = -1, NextSibling = StateOf(directory).FirstChild });
        StateOf(directory).FirstChild = number;
        return number;
    }

    /// <summary>Notes where an entry was put.</summary>
    internal void Put(ContentPlace origin, ContentPlace content, int number)
    {
        if (origin.File < 0) return;
        _numbers[origin.Layer][origin.File] = number;
        if (origin == content) return;
        if (!_linked.TryGetValue(content, out var links)) _linked.Add(content, links = []);
        links.Add(number);
    }

    /// <summary>Notes that a layer hides an entry.</summary>
    internal void Hide(ContentPlace place, int layer)
    {
        if (place.File >= 0) _hiddenBy[place.Layer][place.File] = layer;
    }

    private MergedFile? At(int number) => number < 0 ? null : new MergedFile(this, number);

    private void Add(MergedState state) => _states.Add(state);
}

/// <summary>A layer that was put on the tree.</summary>
/// <param name="Layer">Its index.</param>
/// <param name="Files">Its entries.</param>
internal sealed record StackedLayer(int Layer, FileIndex Files);
