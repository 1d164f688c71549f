using Plimsoll.Vulnerabilities.Oval.Evaluation;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Goes through directories. Files are told of under the path by which they were reached; a link is not followed to a directory on the way to it, so that there is an end.</summary>
internal sealed class FileWalk(ObjectQuery query)
{
    private int _visits;

    /// <summary>Why it stopped early; null when it did not.</summary>
    public string? Gap { get; private set; }

    /// <summary>Everything at and below a place; in the place of a link to a directory that directory, with all in it.</summary>
    public IEnumerable<OvalFile> Everything(string start)
    {
        if (query.System.Follow(start) is not { } top) yield break;
        foreach (var directory in Downwards(top with { Path = start }, int.MaxValue, directories: true, links: true))
        {
            yield return directory;
            if (directory.Type != OvalFileType.Directory) continue;
            foreach (var file in Children(directory.Path))
            {
                if (file.Type != OvalFileType.Directory) yield return file;
            }
        }
    }

    /// <summary>A directory and those above it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="depth">Steps to go.</param>
    public IEnumerable<OvalFile> Upwards(OvalFile directory, int depth)
    {
        for (var current = directory; current is not null; current = depth-- > 0 && current.Path != "/" && query.System.Follow(current.Directory) is { } above ? above with { Path = current.Directory } : null)
            yield return current;
    }

    /// <summary>A directory and those in it.</summary>
    /// <param name="top">The directory.</param>
    /// <param name="depth">Steps to go.</param>
    /// <param name="directories">Whether to go into directories.</param>
    /// <param name="links">Whether to go into directories by links.</param>
    public IEnumerable<OvalFile> Downwards(OvalFile top, int depth, bool directories, bool links)
    {
        var pending = new Stack<Place>();
        pending.Push(new Place(top, query.System.Follow(top.Path)?.Path ?? top.Path, 0, null));
        while (pending.TryPop(out var place))
        {
            yield return place.File;
            if (place.Depth >= depth || place.File.Type != OvalFileType.Directory) continue;
            foreach (var child in Children(place.File.Path).Reverse())
            {
                if (child.Type == OvalFileType.Directory && directories) pending.Push(new Place(child, Joined(place.Real, child.Name), place.Depth + 1, place));
                if (child.Type != OvalFileType.Link || !links || query.System.Follow(child.Path) is not { Type: OvalFileType.Directory } target || place.IsBelow(target.Path)) continue;
                pending.Push(new Place(target with { Path = child.Path }, target.Path, place.Depth + 1, place));
            }
        }
    }

    /// <summary>What is in a directory.</summary>
    public IEnumerable<OvalFile> Children(string directory)
    {
        foreach (var file in query.System.List(directory))
        {
            if (++_visits > query.Limits.MaxVisits || (_visits % 4096 == 0 && query.Evaluator.Chain.OutOfTime() is not null))
            {
                Gap ??= $"{query.Object.Id} looks at more files than there was time for";
                yield break;
            }
            yield return file with { Path = Joined(directory, file.Name) };
        }
    }

    private static string Joined(string directory, string name) => directory.EndsWith('/') ? directory + name : $"{directory}/{name}";

    /// <summary>A directory on the way down.</summary>
    /// <param name="File">The directory, under the path by which it was reached.</param>
    /// <param name="Real">Its path without links.</param>
    /// <param name="Depth">Steps from the start.</param>
    /// <param name="Above">The directory before it on the way.</param>
    private sealed record Place(OvalFile File, string Real, int Depth, Place? Above)
    {
        public bool IsBelow(string path)
        {
            for (var place = this; place is not null; place = place.Above)
            {
                if (place.Real == path) return true;
            }
            return false;
        }
    }
}
