using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>
/// The root file system that a stack of layers makes, as containerd and Docker unpack it. A whiteout hides what lower layers brought, wherever
/// in its layer it stands; the last of several entries with one name counts; a directory keeps what it has when a layer mentions it again.
/// </summary>
internal sealed class MergedTree(int maxFiles)
{
    /// <summary>Deeper directories cannot be reached by any path that the kernel takes.</summary>
    private const int MaxDepth = 4096;

    private readonly MergedFile _root = NewRoot();
    private (string Path, MergedFile Directory)? _lastParent;
    private int _count;

    /// <summary>Puts a layer on top.</summary>
    /// <param name="layer">Its index, above those that were put before.</param>
    /// <param name="files">Its entries.</param>
    /// <param name="remark">Told of entries that cannot be placed.</param>
    /// <param name="deadline">Ends the work.</param>
    /// <exception cref="LayerStoppedException">The image has more files than is sane, or time ran out.</exception>
    public void Apply(int layer, IReadOnlyList<FileFacts> files, Action<string, string> remark, Deadline deadline)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (i % 1024 == 1023 && deadline.HasPassed) throw new LayerStoppedException("there was no time left to merge the layers", isBomb: false);
            var file = files[i];
            var done = file.Type switch
            {
                FileType.Opaque => HideBelow(file.Path, layer),
                FileType.Whiteout => Hide(file.Path, layer),
                FileType.HardLink => Link(file, layer),
                _ => Put(file, new ContentPlace(layer, i)),
            };
            if (done is { } reason) remark(file.Path, reason);
        }
        _lastParent = null;
    }

    /// <summary>The file at a path, links followed; null when there is none.</summary>
    public MergedFile? Find(string path) => new LinkWalk(_root).Find(path, followLast: true);

    /// <summary>What stands at a path, a link at its end not followed; null when nothing does.</summary>
    public MergedFile? FindLink(string path) => new LinkWalk(_root).Find(path, followLast: false);

    /// <summary>The names in a directory in ordinal order, links followed to it; empty when there is none.</summary>
    public IEnumerable<string> FilesIn(string path) => Find(path)?.Children?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();

    private string? Put(FileFacts file, ContentPlace content)
    {
        if (file.Path.Length == 0) return null;
        return Place(file.Path, content.Layer, (parent, name) =>
        {
            var children = parent.Children ??= [];
            if (children.TryGetValue(name, out var there) && there.Type == FileType.Directory && file.Type == FileType.Directory)
            {
                (there.Layer, there.Content) = (content.Layer, content);
                return;
            }
            if (there is not null) Forget();
            else Count();
            children[name] = new MergedFile(name, parent) { Type = file.Type, Link = file.Type == FileType.Symlink ? file.Link : null, Layer = content.Layer, Content = content };
        });
    }

    private string? Link(FileFacts file, int layer)
    {
        var target = file.Link is { } link && LayerPath.Normalize(link) is { } path ? FindLink(path) : null;
        if (target is null or { Type: FileType.Directory }) return $"the hard link leads to '{file.Link}', which is not there";
        return Place(file.Path, layer, (parent, name) =>
        {
            var children = parent.Children ??= [];
            if (children.ContainsKey(name)) Forget();
            else Count();
            children[name] = new MergedFile(name, parent) { Type = target.Type, Link = target.Link, Layer = layer, Content = target.Content };
        });
    }

    private string? Place(string path, int layer, Action<MergedFile, string> place)
    {
        var slash = path.LastIndexOf('/');
        var directory = slash < 0 ? "" : path[..slash];
        var parent = _lastParent is { } last && last.Path == directory
            ? last.Directory
            : new LinkWalk(_root).Find(directory, followLast: true, (above, name) => MakeDirectory(above, name, layer));
        if (parent is null) return "its directory leads in a circle of links or is too deep";
        _lastParent = (directory, parent);
        place(parent, path[(slash + 1)..]);
        return null;
    }

    private MergedFile? MakeDirectory(MergedFile parent, string name, int layer)
    {
        if (parent.Depth >= MaxDepth) return null;
        var children = parent.Children ??= [];
        if (!children.ContainsKey(name)) Count();
        return children[name] = new MergedFile(name, parent) { Type = FileType.Directory, Layer = layer, Content = new ContentPlace(layer, -1) };
    }

    private string? Hide(string path, int layer)
    {
        var slash = path.LastIndexOf('/');
        var parent = new LinkWalk(_root).Find(slash < 0 ? "" : path[..slash], followLast: true);
        if (parent?.Children is not { } children || !children.TryGetValue(path[(slash + 1)..], out var hidden)) return null;
        if (!Survives(hidden, layer)) children.Remove(hidden.Name);
        Forget();
        return null;
    }

    private string? HideBelow(string path, int layer)
    {
        if (new LinkWalk(_root).Find(path, followLast: true) is { Type: FileType.Directory } directory) Prune(directory, layer);
        Forget();
        return null;
    }

    /// <summary>Whether anything of a hidden file is left: what its own layer brought.</summary>
    private static bool Survives(MergedFile file, int layer)
    {
        Prune(file, layer);
        return file.Layer == layer || file.Children is { Count: > 0 };
    }

    private static void Prune(MergedFile directory, int layer)
    {
        if (directory.Children is not { } children) return;
        foreach (var child in children.Values.ToArray())
        {
            if (!Survives(child, layer)) children.Remove(child.Name);
        }
    }

    private void Count()
    {
        if (++_count > maxFiles) throw new LayerStoppedException($"the image has more than {maxFiles} files; the rest was not merged", isBomb: true);
    }

    /// <summary>Entries of one directory stand together in most layers, so the last directory is remembered until something is replaced or hidden.</summary>
    private void Forget() => _lastParent = null;

    private static MergedFile NewRoot() => new("", null) { Type = FileType.Directory, Layer = 0, Content = new ContentPlace(0, -1) };
}
