using System.Runtime.InteropServices;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Comparison;

/// <summary>A path that differs.</summary>
/// <param name="From">What the first image has there; null for nothing.</param>
/// <param name="To">What the second image has there; null for nothing.</param>
/// <param name="What">What of it is another, where both have it.</param>
/// <param name="Whole">Number, in the image that has it, of the topmost directory that came or went with it; -1 where its directory is in both.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PathDifference(MergedFile? From, MergedFile? To, IReadOnlyList<string>? What, int Whole)
{
    public DiffKind Change => From is null ? DiffKind.Added : To is null ? DiffKind.Removed : DiffKind.Changed;
}

/// <summary>Walks two merged trees side by side and finds the paths that differ. Directories count only where they are in both, or have nothing in them.</summary>
internal sealed class TreePair(OpenedImage from, OpenedImage to, DiffOptions options)
{
    private readonly Stack<(MergedFile From, MergedFile To)> _pending = new();
    private readonly HashSet<(int, int)> _shared = SharedLayers(from.Document, to.Document);

    // The attributes of an unpacked root are not read.
    private readonly bool _hasCapabilities = from.Document.Layers.Concat(to.Document.Layers).All(layer => layer.Digest is not null);

    private MergedTree Before => from.View.Root;

    private MergedTree After => to.View.Root;

    public IEnumerable<PathDifference> Differences()
    {
        _pending.Push((Before.Root, After.Root));
        while (_pending.TryPop(out var pair))
        {
            foreach (var before in pair.From.Children.Where(file => !IsIgnored(file)))
            {
                var found = Counterpart(before, After, pair.To) is { } after ? Compare(before, after) : Whole(before, isAdded: false, -1);
                foreach (var difference in found) yield return difference;
            }
            foreach (var after in pair.To.Children.Where(file => !IsIgnored(file) && Counterpart(file, Before, pair.From) is null))
            {
                foreach (var difference in Whole(after, isAdded: true, -1)) yield return difference;
            }
        }
    }

    private bool IsIgnored(MergedFile file) => options.Ignored.Count > 0 && options.Ignored.Contains(file.Path);

    private static MergedFile? Counterpart(MergedFile file, MergedTree other, MergedFile directory) =>
        other.Names.Find(directory.Number, file.NameBytes) is var number and >= 0 && other.StateOf(number).IsThere ? new MergedFile(other, number) : null;

    private IEnumerable<PathDifference> Compare(MergedFile before, MergedFile after)
    {
        if (before.Type == FileType.Directory != (after.Type == FileType.Directory))
            return before.Type == FileType.Directory
                ? [.. Whole(before, isAdded: false, -1), new PathDifference(null, after, null, -1)]
                : [new PathDifference(before, null, null, -1), .. Whole(after, isAdded: true, -1)];
        if (before.Type == FileType.Directory) _pending.Push((before, after));
        return What(before, after) is { Count: > 0 } what ? [new PathDifference(before, after, what, -1)] : [];
    }

    private IEnumerable<PathDifference> Whole(MergedFile top, bool isAdded, int whole)
    {
        var pending = new Stack<MergedFile>([top]);
        if (whole < 0 && top.Type == FileType.Directory) whole = top.Number;
        while (pending.TryPop(out var file))
        {
            var isLeaf = true;
            if (file.Type == FileType.Directory)
            {
                foreach (var child in file.Children.Where(child => !IsIgnored(child)))
                {
                    isLeaf = false;
                    pending.Push(child);
                }
            }
            if (isLeaf) yield return isAdded ? new PathDifference(null, file, null, whole) : new PathDifference(file, null, null, whole);
        }
    }

    private List<string>? What(MergedFile before, MergedFile after)
    {
        if (before.Facts is not { } old || after.Facts is not { } now || IsSameEntry(before.Content, after.Content)) return null;
        var what = new List<string>();
        if (before.Type != after.Type) what.Add("type");
        else if (before.Type == FileType.File && Content(old, now) is { } content) what.Add(content);
        if (before.Type == FileType.Symlink && old.Link != now.Link) what.Add("link");
        if (before.Type is FileType.CharacterDevice or FileType.BlockDevice && old.Device != now.Device) what.Add("device");
        // The mode of a link means nothing.
        if (before.Type != FileType.Symlink && old.Mode != now.Mode) what.Add("mode");
        if (options.CompareOwners && (old.UserId, old.GroupId) != (now.UserId, now.GroupId)) what.Add("owner");
        if (_hasCapabilities && !old.Capability.SequenceEqual(now.Capability)) what.Add("capability");
        return what;
    }

    /// <summary>What could not be read is not known to be the same.</summary>
    private static string? Content(FileFacts old, FileFacts now)
    {
        if (old.Size != now.Size) return "content";
        if (old.Sha256.IsEmpty || now.Sha256.IsEmpty) return "unread";
        return old.Sha256.SequenceEqual(now.Sha256) ? null : "content";
    }

    private bool IsSameEntry(ContentPlace before, ContentPlace after) => before.File == after.File && _shared.Contains((before.Layer, after.Layer));

    /// <summary>Layers of the same bytes, wherever in the two images they stand.</summary>
    private static HashSet<(int, int)> SharedLayers(InspectionDocument before, InspectionDocument after)
    {
        var shared = new HashSet<(int, int)>();
        foreach (var layer in before.Layers.Where(layer => layer.Digest is not null))
            shared.UnionWith(after.Layers.Where(other => other.Digest == layer.Digest).Select(other => (layer.Index, other.Index)));
        return shared;
    }
}
