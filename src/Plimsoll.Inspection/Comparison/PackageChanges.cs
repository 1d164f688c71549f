using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>Compares the packages of two images.</summary>
internal sealed class PackageChanges
{
    private readonly List<(PackageFacts? From, PackageFacts? To, DiffKind Change)> _changes = [];

    public PackageChanges(InspectionDocument from, InspectionDocument to)
    {
        // A package of a language that the system brought along is told of as the package of the system.
        var before = from.Packages.Where(IsOwn).ToLookup(Key);
        var after = to.Packages.Where(IsOwn).ToLookup(Key);
        foreach (var key in before.Select(group => group.Key).Union(after.Select(group => group.Key))) Pair([.. before[key]], [.. after[key]]);
    }

    /// <summary>Packages that are the same in both.</summary>
    public int Same { get; private set; }

    /// <summary>The packages that came, went or have another version, <c>type:name</c>.</summary>
    public IReadOnlySet<string> Keys => field ??= _changes.Select(change => NameOf(change.To ?? change.From!)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The packages by source.</summary>
    /// <param name="files">How the files of a package differ, by <c>type:name</c>.</param>
    public PackageDiff ToDiff(IReadOnlyDictionary<string, FileCounts> files) => new()
    {
        Added = Count(DiffKind.Added),
        Removed = Count(DiffKind.Removed),
        Upgraded = Count(DiffKind.Upgraded),
        Downgraded = Count(DiffKind.Downgraded),
        Changed = Count(DiffKind.Changed),
        Same = Same,
        Groups =
        [
            .. _changes.GroupBy(change => (change.Change, (change.To ?? change.From)!.Type, Source(change.To ?? change.From!)))
                .Select(group => GroupOf(group.Key, group.Select(change => Describe(change, files))))
                .OrderBy(group => Array.IndexOf(Order, group.Change)).ThenBy(group => group.Source, StringComparer.Ordinal).ThenBy(group => group.Type, StringComparer.Ordinal),
        ],
    };

    private static DiffKind[] Order { get; } = [DiffKind.Upgraded, DiffKind.Downgraded, DiffKind.Changed, DiffKind.Added, DiffKind.Removed];

    private static bool IsOwn(PackageFacts package) => package.OwnedBy is null;

    private static (string Type, string Name) Key(PackageFacts package) => (package.Type, package.Name);

    private static string NameOf(PackageFacts package) => $"{package.Type}:{package.Name}";

    private static string Source(PackageFacts package) => package.Source ?? package.Name;

    private int Count(DiffKind kind) => _changes.Count(change => change.Change == kind);

    /// <summary>Several versions of a package can be in one image. What is the same goes first, then what lies at the same place, then one after the other.</summary>
    private void Pair(List<PackageFacts> before, List<PackageFacts> after)
    {
        Same += Match(before, after, static (a, b) => a.Version == b.Version && a.Arch == b.Arch && a.Location == b.Location, null);
        Same += Match(before, after, static (a, b) => a.Version == b.Version && a.Arch == b.Arch, null);
        Match(before, after, static (a, b) => a.Arch == b.Arch && a.Location == b.Location, Change);
        Match(before, after, static (a, b) => a.Arch == b.Arch, Change);
        Match(before, after, static (_, _) => true, Change);
        _changes.AddRange(before.Select(package => ((PackageFacts?)package, (PackageFacts?)null, DiffKind.Removed)));
        _changes.AddRange(after.Select(package => ((PackageFacts?)null, (PackageFacts?)package, DiffKind.Added)));
    }

    private void Change(PackageFacts from, PackageFacts to) => _changes.Add((from, to, VersionDirection.Of(to.Type, from.Version, to.Version)));

    private static int Match(List<PackageFacts> before, List<PackageFacts> after, Func<PackageFacts, PackageFacts, bool> isPair, Action<PackageFacts, PackageFacts>? act)
    {
        var pairs = 0;
        for (var i = 0; i < before.Count && after.Count > 0; i++)
        {
            var at = after.FindIndex(package => isPair(before[i], package));
            if (at < 0) continue;
            act?.Invoke(before[i], after[at]);
            before.RemoveAt(i--);
            after.RemoveAt(at);
            pairs++;
        }
        return pairs;
    }

    private static PackageGroup GroupOf((DiffKind Change, string Type, string Source) key, IEnumerable<ChangedPackage> packages)
    {
        List<ChangedPackage> sorted = [.. packages.OrderBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Arch, StringComparer.Ordinal).ThenBy(package => package.From, StringComparer.Ordinal)];
        return new PackageGroup
        {
            Type = key.Type,
            Source = key.Source,
            Change = key.Change,
            From = sorted.TrueForAll(package => package.From == sorted[0].From) ? sorted[0].From : null,
            To = sorted.TrueForAll(package => package.To == sorted[0].To) ? sorted[0].To : null,
            Packages = sorted,
        };
    }

    private static ChangedPackage Describe((PackageFacts? From, PackageFacts? To, DiffKind Change) change, IReadOnlyDictionary<string, FileCounts> files)
    {
        var there = (change.To ?? change.From)!;
        return new ChangedPackage
        {
            Type = there.Type,
            Name = there.Name,
            Arch = there.Arch,
            Change = change.Change,
            From = change.From?.Version,
            To = change.To?.Version,
            Layer = there.Layer,
            Location = there.Location,
            Files = files.GetValueOrDefault(NameOf(there)),
        };
    }
}
