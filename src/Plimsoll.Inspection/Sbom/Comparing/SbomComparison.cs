using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Sbom.Comparing;

/// <summary>A package that is there in another version than a document says.</summary>
/// <param name="Named">What the document says.</param>
/// <param name="Versions">The versions that are there.</param>
public sealed record VersionDifference(NamedPackage Named, IReadOnlyList<string> Versions);

/// <summary>
/// What a bill of materials says, held against what is inside. Kinds of packages of which there are none at all can hardly be judged, because they may be bundled into others: they are
/// counted as not checked, never as right.
/// </summary>
public sealed record SbomComparison
{
    private static readonly string[] NoPackages = ["container", "operating-system", "operating_system", "operatingsystem", "file", "device", "firmware", "data", "platform"];

    /// <summary>Packages that the document names, sources left out.</summary>
    public required int Named { get; init; }

    /// <summary>Those of them that are there as it says.</summary>
    public required int Matched { get; init; }

    /// <summary>Packages that it names and that are not there.</summary>
    public required IReadOnlyList<NamedPackage> Missing { get; init; }

    /// <summary>Packages that are there in another version.</summary>
    public required IReadOnlyList<VersionDifference> Differing { get; init; }

    /// <summary>Packages that are there, of kinds that it names, and that it does not name.</summary>
    public required IReadOnlyList<PackageFacts> Unnamed { get; init; }

    /// <summary>By type of package URL: how many it names of a kind of which nothing was found. Those without package URL that were not found by name and version stand under the empty type.</summary>
    public required IReadOnlyDictionary<string, int> Unchecked { get; init; }

    /// <summary>By type of package URL: how many are there of a kind of which it names nothing.</summary>
    public required IReadOnlyDictionary<string, int> Uncovered { get; init; }

    /// <summary>True when nothing that could be checked differs.</summary>
    public bool IsSame => Missing.Count + Differing.Count + Unnamed.Count == 0;

    /// <summary>Compares.</summary>
    /// <param name="named">What the document names.</param>
    /// <param name="installed">What is there.</param>
    /// <param name="isCovered">Which of the packages that are there the document should name; null for all.</param>
    public static SbomComparison Of(IReadOnlyList<NamedPackage> named, IReadOnlyList<PackageFacts> installed, Func<PackageFacts, bool>? isCovered = null)
    {
        ArgumentNullException.ThrowIfNull(named);
        ArgumentNullException.ThrowIfNull(installed);
        return Of(named, new InstalledPackages(installed), isCovered);
    }

    /// <summary>Compares with what is there, worked out once for many documents.</summary>
    internal static SbomComparison Of(IReadOnlyList<NamedPackage> named, InstalledPackages there, Func<PackageFacts, bool>? isCovered)
    {
        var (missing, differing) = (new List<NamedPackage>(), new List<VersionDifference>());
        var (notChecked, seen, namedTypes) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new HashSet<(PackageIdentity, string?)>(), new HashSet<string>(StringComparer.Ordinal));
        var matched = 0;
        foreach (var package in named.Where(IsPackage))
        {
            var (identity, version) = PackageIdentity.Of(package);
            if (!seen.Add((identity, version))) continue;
            namedTypes.Add(identity.Type);
            var found = there.VersionsOf(identity);
            if (identity.Type.Length == 0 && there.HasNamed(identity.Name, version)) matched++;
            else if (!there.HasType(identity.Type)) notChecked[identity.Type] = notChecked.GetValueOrDefault(identity.Type) + 1;
            else if (!found.Any()) missing.Add(package);
            else if (version is null || found.Contains(version)) matched++;
            else differing.Add(new VersionDifference(package, [.. found.OfType<string>().Distinct(StringComparer.Ordinal)]));
        }
        var namedIdentities = seen.Select(entry => entry.Item1).ToHashSet();
        var namedByName = seen.Where(entry => entry.Item1.Type.Length == 0).Select(entry => (entry.Item1.Name, entry.Item2)).ToHashSet();
        var told = differing.Select(difference => PackageIdentity.Of(difference.Named).Identity).ToHashSet();
        var unnamed = there.All.Where(entry => namedTypes.Contains(entry.Key.Identity.Type) && IsExpected(entry.Package) && (isCovered is null || isCovered(entry.Package))
            && !namedByName.Contains((entry.Key.Identity.Name, entry.Key.Version))
            // One that is named in another version only has been told already.
            && !(namedIdentities.Contains(entry.Key.Identity) && (seen.Contains((entry.Key.Identity, entry.Key.Version)) || seen.Contains((entry.Key.Identity, null)) || told.Contains(entry.Key.Identity))));
        return new SbomComparison
        {
            Named = seen.Count,
            Matched = matched,
            Missing = missing,
            Differing = differing,
            Unnamed = [.. unnamed.DistinctBy(entry => entry.Key).Select(entry => entry.Package)],
            Unchecked = notChecked,
            Uncovered = new SortedDictionary<string, int>(there.All.Where(entry => !namedTypes.Contains(entry.Key.Identity.Type) && IsExpected(entry.Package)).CountBy(entry => entry.Key.Identity.Type).ToDictionary(), StringComparer.Ordinal),
        };
    }

    /// <summary>Documents also list what they are about, and files.</summary>
    internal static bool IsPackage(NamedPackage package) =>
        !PackageIdentity.IsSource(package) && !(package.Kind is { } kind && NoPackages.Contains(kind)) && package.Purl?.StartsWith("pkg:oci/", StringComparison.Ordinal) != true
        && package.Purl?.StartsWith("pkg:docker/", StringComparison.Ordinal) != true;

    /// <summary>What the distribution has packaged is named once, under either name; guesses are nobody's duty to name.</summary>
    private static bool IsExpected(PackageFacts package) => package.OwnedBy is null && package.Confidence != Confidence.Low;
}
