using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>Walks a path through the merged root as the kernel does inside a container: links are followed, none leads out of the root.</summary>
internal sealed class LinkWalk(MergedTree tree)
{
    /// <summary>Links that Linux follows in one path (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

    /// <summary>Parts of one path with all its links; a chain of long links must not cost more.</summary>
    private const int MaxSteps = 16 * 1024;

    private readonly Stack<ReadOnlyMemory<char>> _pending = new();

    /// <summary>Makes a missing directory, or replaces what stands in its place; -1 when nothing may be made.</summary>
    /// <param name="parent">The directory.</param>
    /// <param name="name">The name.</param>
    public delegate int MakeDirectory(int parent, ReadOnlySpan<char> name);

    /// <summary>Finds a file; -1 when it is not there or its links are a loop.</summary>
    /// <param name="path">A path with <c>/</c> between its parts; <c>..</c> stops at the root.</param>
    /// <param name="followLast">Whether a link at the end is followed too.</param>
    /// <param name="make">What to do about missing directories, the last part included; null to find only.</param>
    public int Find(string path, bool followLast, MakeDirectory? make = null)
    {
        _pending.Clear();
        Push(path.AsMemory());
        var current = PathPool.Root;
        for (int steps = 0, links = 0; _pending.TryPop(out var rest); steps++)
        {
            if (steps > MaxSteps) return -1;
            var part = Split(rest);
            if (part is "" or ".") continue;
            if (part is "..")
            {
                current = Math.Max(PathPool.Root, tree.Names.ParentOf(current));
                continue;
            }
            var child = tree.Child(current, part);
            if (child >= 0 && tree.StateOf(child).Type == FileType.Symlink && (followLast || _pending.Count > 0))
            {
                if (++links > MaxLinks) return -1;
                var target = new MergedFile(tree, child).Link ?? "";
                if (target.StartsWith('/')) current = PathPool.Root;
                Push(target.AsMemory());
                continue;
            }
            if ((child < 0 || tree.StateOf(child).Type != FileType.Directory) && (make is not null || _pending.Count > 0))
            {
                if (make is null) return -1;
                child = make(current, part);
            }
            if (child < 0) return -1;
            current = child;
        }
        return current;
    }

    /// <summary>Takes the first part of what is left and puts the rest back.</summary>
    private ReadOnlySpan<char> Split(ReadOnlyMemory<char> rest)
    {
        var slash = rest.Span.IndexOf('/');
        if (slash < 0) return rest.Span;
        Push(rest[(slash + 1)..]);
        return rest.Span[..slash];
    }

    /// <summary>Slashes at the end are left away, so that what is pending always has a name in it.</summary>
    private void Push(ReadOnlyMemory<char> path)
    {
        path = path.TrimEnd('/');
        if (path.Length > 0) _pending.Push(path);
    }
}
