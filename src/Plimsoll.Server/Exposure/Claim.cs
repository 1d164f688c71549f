using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Server.Exposure;

/// <summary>What one record says about one package of an image.</summary>
/// <param name="Number">Number of the record.</param>
/// <param name="Match">What it says, and how that was found.</param>
/// <param name="Severities">Judgements about this package alone.</param>
internal sealed record Claim(long Number, ComponentMatch Match, IReadOnlyList<AdvisorySeverity> Severities)
{
    /// <summary>True when the version could not be held against the record, as opposed to the vendor who does not know.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The vendor's own word for it.</summary>
    public string? VendorStatus { get; init; }

    /// <summary>The functions that are affected; empty for all of the package.</summary>
    public IReadOnlyList<AffectedSymbols> Symbols { get; init; } = [];

    /// <summary>True for what is said of a channel of the release that not everybody has.</summary>
    public bool IsOfChannel { get; init; }

    /// <summary>Everything that is said about a package, what does not hold for its version among it.</summary>
    public static IEnumerable<Claim> Of(EvaluatedPackage package, IReadOnlyList<StoredStatement> said, IComponentMatcher matcher)
    {
        var matches = matcher.Match(package.Component, [.. said.Select(Statement)]).ToDictionary(match => match.Advisory);
        foreach (var record in said.GroupBy(Key))
        {
            // What is said of a channel is more exact than what is said of the whole release.
            var meant = record.OrderByDescending(statement => statement.Affected.Namespace.Length).Where(statement => IsMeant(package.Component, statement, matcher)).ToList();
            if (matches.TryGetValue(record.Key, out var match))
            {
                var isUnreadable = match.Status == AffectedStatus.Undetermined && record.All(statement => statement.Affected.Status != AffectedStatus.Undetermined);
                yield return Told(record.First().AdvisoryNumber, match, [.. record], meant) with { IsUnreadable = isUnreadable };
            }
            else if (meant is [var settled, ..])
            {
                yield return Told(settled.AdvisoryNumber, Settled(package.Component, settled), [settled], meant);
            }
        }
    }

    private static Claim Told(long number, ComponentMatch match, IReadOnlyList<StoredStatement> record, List<StoredStatement> meant) => new(number, match, [.. record.SelectMany(statement => statement.Affected.Severities)])
    {
        VendorStatus = (meant.Find(statement => statement.Affected.Status == match.Status) ?? (meant is [var first, ..] ? first : null))?.Affected.VendorStatus,
        Symbols = meant.Count > 0 && meant.TrueForAll(statement => statement.Affected.Symbols.Count > 0) ? [.. meant.SelectMany(statement => statement.Affected.Symbols)] : [],
        IsOfChannel = !match.IsAssumed && meant.Exists(statement => PackageNamespace.Parse(statement.Affected.Namespace) is { Type: "rpm", Channel: not null }),
    };

    private static AdvisoryKey Key(StoredStatement said) => new(said.Source, said.Id);

    private static AdvisoryStatement Statement(StoredStatement said) => new(Key(said), said.Affected);

    /// <summary>What holds for all versions would hold for this package: then it is the version, or the vendor, that settles it.</summary>
    private static bool IsMeant(Component component, StoredStatement said, IComponentMatcher matcher) =>
        (said.Affected.Status == AffectedStatus.NotAffected || said.Affected.Versions.Count > 0 || said.Affected.Ranges.Any(range => range.Scheme != RangeScheme.Git))
        && matcher.Match(component, [new AdvisoryStatement(Key(said), said.Affected with { Status = AffectedStatus.Affected, Ranges = [AffectedRange.All], Versions = [] })]).Count > 0;

    private static ComponentMatch Settled(Component component, StoredStatement said)
    {
        var affected = said.Affected;
        var isSource = affected.Level != PackageLevel.Binary && component.Source is { } source && PackageKey.Of(component.Namespace, source).Name == affected.Name;
        var version = isSource ? component.SourceVersion ?? component.Version : component.Version;
        if (affected.Status == AffectedStatus.NotAffected) return new ComponentMatch(Key(said), AffectedStatus.NotAffected, null, "none", affected.Justification ?? "the vendor says that it is not affected");
        var scheme = VersionSchemes.For(component.Type);
        var mended = affected.Ranges.SelectMany(range => range.Events).Where(point => point.Kind == RangeEventKind.Fixed && scheme is not null && scheme.TryCompare(version, point.Version, out var order) && order >= 0).Select(point => point.Version).LastOrDefault();
        if (mended is not null) return new ComponentMatch(Key(said), AffectedStatus.Fixed, mended, "< " + mended, $"{version} is not older than {mended} by the order of {scheme!.Name}");
        var outside = affected.Ranges.FirstOrDefault(range => range is { Meaning: RangeMeaning.Mended, Constraint: not null } && scheme?.Satisfies(range.Constraint, version, includePrereleases: true) == RangeAnswer.Yes);
        return outside is not null
            ? new ComponentMatch(Key(said), AffectedStatus.Fixed, null, outside.Constraint!, $"{version} is in {outside.Constraint}, which is mended")
            : new ComponentMatch(Key(said), AffectedStatus.NotAffected, null, "none", $"{version} is in no range of the record");
    }
}

/// <summary>A package of an image as statements are held against it.</summary>
/// <param name="Package">The package.</param>
/// <param name="Component">What of it decides.</param>
/// <param name="Keys">Where statements about it are found.</param>
internal sealed record EvaluatedPackage(PackageFacts Package, Component Component, IReadOnlyList<PackageKey> Keys)
{
    /// <summary>The package as findings show it.</summary>
    public VulnerablePackage Shown => new(
        Package.Purl, Package.Layer, Package.Name, Package.Version, Package.Type, Package.Location, Package.Confidence == Confidence.High ? null : Evidence.Word(Package.Confidence), Component.Property(ComponentProperties.OwnedBy));
}
