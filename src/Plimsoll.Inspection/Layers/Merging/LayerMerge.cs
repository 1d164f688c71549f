using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>Puts one layer on top of the merged root, entry by entry.</summary>
internal sealed class LayerMerge(MergedTree tree, int layer, FileIndex files, Deadline deadline)
{
    /// <summary>Deeper directories cannot be reached by any path that the kernel takes.</summary>
    private const int MaxDepth = 4096;

    private readonly LinkWalk _walk = new(tree);
    private readonly HashSet<int> _pruned = [];
    private (int PathNumber, int Directory) _lastParent = (-1, 0);
    private int _steps;

    /// <summary>Puts the entries.</summary>
    /// <param name="remark">Told of entries that cannot be placed.</param>
    public void Run(Action<string, string> remark)
    {
        foreach (var file in files)
        {
            Step();
            var done = file.Type switch
            {
                FileType.Opaque => HideBelow(file),
                FileType.Whiteout => Hide(file),
                FileType.HardLink => Link(file),
                _ => Put(file),
            };
            if (done is { } reason) remark(file.Path, reason);
        }
    }

    private string? Put(FileFacts file)
    {
        if (file.PathNumber == PathPool.Root) return null;
        if (ParentOf(file, make: true) is not (var parent and >= 0)) return "its directory leads in a circle of links or is too deep";
        Stand(tree.Place(parent, files.Paths.NameOf(file.PathNumber)), file.Type, file.Number, new ContentPlace(layer, file.Number));
        return null;
    }

    private string? Link(FileFacts file)
    {
        var target = file.Link is { } link && LayerPath.Normalize(link) is { } path ? _walk.Find(path, followLast: false) : -1;
        if (target < 0 || tree.StateOf(target).Type == FileType.Directory) return $"the hard link leads to '{file.Link}', which is not there";
        if (ParentOf(file, make: true) is not (var parent and >= 0)) return "its directory leads in a circle of links or is too deep";
        var (type, content) = (tree.StateOf(target).Type, tree.StateOf(target).Content);
        var place = tree.Place(parent, files.Paths.NameOf(file.PathNumber));
        if (place == target) return null;
        Stand(place, type, file.Number, content);
        return null;
    }

    /// <summary>Puts something at a path, in the place of what stands there.</summary>
    private void Stand(int number, FileType type, int entry, ContentPlace content)
    {
        ref var state = ref tree.StateOf(number);
        if (state.IsThere && !(state.Type == FileType.Directory && type == FileType.Directory))
        {
            if (state.Type == FileType.Directory) RemoveBelow(number);
            tree.Hide(state.Origin, layer);
            _lastParent = (-1, 0);
        }
        (state.IsThere, state.Type, state.Layer, state.Entry, state.Content) = (true, type, layer, entry, content);
        tree.Put(new ContentPlace(layer, entry), content, number);
    }

    private void RemoveBelow(int directory)
    {
        foreach (var child in tree.ChildrenOf(directory))
        {
            Step();
            if (child.Type == FileType.Directory) RemoveBelow(child.Number);
            tree.Hide(child.Origin, layer);
            tree.StateOf(child.Number).IsThere = false;
        }
    }

    private string? Hide(FileFacts file)
    {
        var parent = ParentOf(file, make: false);
        if (parent < 0) return null;
        var hidden = tree.Names.Find(parent, files.Paths.NameOf(file.PathNumber));
        if (hidden >= 0 && tree.StateOf(hidden).IsThere) Remove(hidden);
        _lastParent = (-1, 0);
        return null;
    }

    private string? HideBelow(FileFacts file)
    {
        if (_walk.Find(file.Path, followLast: true) is var directory and >= 0 && tree.StateOf(directory).Type == FileType.Directory) Prune(directory);
        _lastParent = (-1, 0);
        return null;
    }

    /// <summary>Removes what lower layers brought; whether anything is left, because this layer brought it.</summary>
    private bool Remove(int number)
    {
        var isLeft = Prune(number);
        ref var state = ref tree.StateOf(number);
        if (state.Layer == layer) return true;
        tree.Hide(state.Origin, layer);
        // A directory of a lower layer in which this one puts something is made anew by it.
        if (isLeft) (state.Layer, state.Entry, state.Content) = (layer, -1, new ContentPlace(layer, -1));
        else state.IsThere = false;
        return isLeft;
    }

    /// <summary>Nothing of a lower layer comes back below a directory in the same layer, so each is done once.</summary>
    private bool Prune(int directory)
    {
        if (tree.StateOf(directory).Type != FileType.Directory || !_pruned.Add(directory)) return tree.ChildrenOf(directory).Any();
        var isLeft = false;
        foreach (var child in tree.ChildrenOf(directory))
        {
            Step();
            isLeft |= Remove(child.Number);
        }
        return isLeft;
    }

    /// <summary>The directory of an entry, links followed. Entries of one directory stand together in most layers, so the last one is remembered.</summary>
    private int ParentOf(FileFacts file, bool make)
    {
        var number = files.Paths.ParentOf(file.PathNumber);
        if (_lastParent.PathNumber == number) return _lastParent.Directory;
        var directory = number == PathPool.Root ? PathPool.Root : _walk.Find(files.Paths.PathOf(number), followLast: true, make ? MakeDirectory : null);
        if (directory >= 0 && tree.StateOf(directory).Type != FileType.Directory) return -1;
        if (make && directory >= 0) _lastParent = (number, directory);
        return directory;
    }

    private int MakeDirectory(int parent, ReadOnlySpan<char> name)
    {
        if (tree.StateOf(parent).Depth >= MaxDepth) return -1;
        Step();
        var bytes = new byte[Encoding.UTF8.GetByteCount(name)];
        Encoding.UTF8.GetBytes(name, bytes);
        var directory = tree.Place(parent, bytes);
        Stand(directory, FileType.Directory, -1, new ContentPlace(layer, -1));
        return directory;
    }

    private void Step()
    {
        if (++_steps % 1024 == 0 && deadline.HasPassed) throw new LayerStoppedException("there was no time left to merge the layers", isBomb: false);
    }
}
