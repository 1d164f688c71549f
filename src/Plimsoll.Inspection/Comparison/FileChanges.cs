using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Comparison;

/// <summary>
/// Sorts the files that differ: to the package that explains them, to the books that package managers keep, and the rest to groups that a person would name together.
/// </summary>
internal sealed class FileChanges(OpenedImage from, OpenedImage to, IReadOnlySet<string> changedPackages, DiffOptions options)
{
    private readonly Dictionary<string, FileCounts> _byPackage = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Directory, string? Package, DiffKind? Whole), List<PathDifference>> _groups = [];
    private FileCounts _ofPackages = new(0, 0, 0);
    private FileCounts _bookkeeping = new(0, 0, 0);
    private FileCounts _all = new(0, 0, 0);

    /// <summary>How the files of changed packages differ, by <c>type:name</c>.</summary>
    public IReadOnlyDictionary<string, FileCounts> ByPackage => _byPackage;

    /// <summary>Compares all files.</summary>
    public FileDiff Compare()
    {
        foreach (var difference in new TreePair(from, to, options).Differences()) Sort(difference);
        var room = options.MaxFiles;
        var groups = new List<FileGroup>();
        foreach (var (key, differences) in _groups.OrderBy(group => group.Key.Directory, StringComparer.Ordinal).ThenBy(group => group.Key.Package, StringComparer.Ordinal).ThenBy(group => group.Key.Whole))
        {
            var group = GroupOf(key, differences, room);
            room -= group.Files.Count;
            groups.Add(group);
        }
        return new FileDiff { Added = _all.Added, Removed = _all.Removed, Changed = _all.Changed, OfPackages = _ofPackages, Bookkeeping = _bookkeeping, Groups = groups };
    }

    private void Sort(PathDifference difference)
    {
        _all = Plus(_all, difference.Change);
        var file = (difference.To ?? difference.From)!.Value;
        var (before, after) = (OwnerOf(difference.From, from.View), OwnerOf(difference.To, to.View));
        if ((IsChanged(after) ? after : IsChanged(before) ? before : null) is { } owner)
        {
            _ofPackages = Plus(_ofPackages, difference.Change);
            _byPackage[owner.Key] = Plus(_byPackage.GetValueOrDefault(owner.Key) ?? new FileCounts(0, 0, 0), difference.Change);
            return;
        }
        var path = file.Path;
        if ((after ?? before) is null && Bookkeeping.Contains(path))
        {
            _bookkeeping = Plus(_bookkeeping, difference.Change);
            return;
        }
        var key = KeyOf(difference, path, (after ?? before)?.Key);
        if (!_groups.TryGetValue(key, out var group)) _groups.Add(key, group = []);
        group.Add(difference);
    }

    private bool IsChanged(InstalledPackage? package) => package is not null && changedPackages.Contains(package.Key);

    private (string, string?, DiffKind?) KeyOf(PathDifference difference, string path, string? package)
    {
        if (difference.Whole < 0) return (package is null ? Parent(path) : "/", package, null);
        var tree = (difference.To is null ? from : to).View.Root;
        return ("/" + tree.Names.PathOf(difference.Whole), package, difference.Change);
    }

    /// <summary>The package of a file; of what Python compiled, that of the source.</summary>
    private static InstalledPackage? OwnerOf(MergedFile? file, ImageView image)
    {
        if (file is not { } there) return null;
        if (image.Owners.OwnerOf(there) is { Package: var owner }) return owner;
        return CompiledFrom(there.Path) is { } source && image.Root.FindLink(source) is { } written ? image.Owners.OwnerOf(written)?.Package : null;
    }

    /// <summary><c>__pycache__/x.cpython-311.pyc</c> is made of <c>x.py</c> (PEP 3147).</summary>
    private static string? CompiledFrom(string path)
    {
        const string Cache = "/__pycache__/";
        var at = path.LastIndexOf(Cache, StringComparison.Ordinal);
        if (at < 0 || !path.EndsWith(".pyc", StringComparison.Ordinal)) return null;
        var name = path[(at + Cache.Length)..];
        return name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? $"{path[..at]}/{name[..dot]}.py" : null;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and > 0 ? "/" + path[..slash] : "/";

    private static FileGroup GroupOf((string Directory, string? Package, DiffKind? Whole) key, List<PathDifference> differences, int room)
    {
        List<ChangedFile> listed = key.Whole is null
            ? [.. differences.OrderBy(difference => (difference.To ?? difference.From)!.Value.Path, StringComparer.Ordinal).Take(room).Select(FileForms.Describe)]
            : [];
        return new FileGroup
        {
            Directory = key.Directory,
            Package = key.Package,
            Whole = key.Whole,
            Counts = differences.Aggregate(new FileCounts(0, 0, 0), (counts, difference) => Plus(counts, difference.Change)),
            Bytes = differences.Sum(difference => SizeOf(difference.To) - SizeOf(difference.From)),
            Files = listed,
            NotListed = key.Whole is null ? differences.Count - listed.Count : 0,
        };
    }

    private static long SizeOf(MergedFile? file) => file is { Type: Core.Facts.FileType.File, Facts: { } facts } ? facts.Size : 0;

    private static FileCounts Plus(FileCounts counts, DiffKind change) => change switch
    {
        DiffKind.Added => counts with { Added = counts.Added + 1 },
        DiffKind.Removed => counts with { Removed = counts.Removed + 1 },
        _ => counts with { Changed = counts.Changed + 1 },
    };
}
