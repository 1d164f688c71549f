using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;

namespace Plimsoll.Server.Exposure;

/// <summary>Holds the packages of one image against what is said now: the same for the server and for the command line.</summary>
/// <param name="advisories">What is known; null where there are no advisories at all.</param>
/// <param name="matcher">The rules.</param>
/// <param name="time">The time.</param>
/// <param name="maxAge">How old a feed may be.</param>
public sealed class ImageEvaluation(IAdvisoryStore? advisories, IComponentMatcher matcher, TimeProvider time, TimeSpan maxAge)
{
    /// <summary>The rules of this version.</summary>
    public static IComponentMatcher Matcher { get; } = new RangeMatcher();

    /// <summary>Everything that is known, what is settled among it, the most urgent first.</summary>
    /// <param name="image">Digest or reference.</param>
    /// <param name="document">What is inside.</param>
    /// <param name="since">When a record was found to hold for a component first; null where that is not written down.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ImageFindings> RunAsync(string image, InspectionDocument document, Func<Component, AdvisoryKey, DateTimeOffset?>? since, CancellationToken stop)
    {
        var packages = document.Packages.Select(package => (Package: package, Component: PackageSets.Component(package, document.Os)))
            .Select(entry => new EvaluatedPackage(entry.Package, entry.Component, matcher.KeysOf(entry.Component))).ToList();
        var stored = advisories is null ? [] : await advisories.ListStatementsAsync([.. packages.SelectMany(package => package.Keys).Distinct()], stop);
        var byKey = stored.ToLookup(said => said.Affected.Key());
        var claims = packages.Select(package => (Package: package, Claims: Claim.Of(package, [.. package.Keys.SelectMany(key => byKey[key])], matcher).ToList())).ToList();
        long[] numbers = [.. claims.SelectMany(entry => entry.Claims).Select(claim => claim.Number).Distinct()];
        var heads = numbers.Length == 0 ? [] : (await advisories!.GetAsync(numbers, stop)).ToDictionary(head => head.Number, head => head.Advisory);
        var merged = claims.SelectMany(entry => MergedClaims.Of(entry.Claims.Where(claim => !claim.IsUnreadable).Select(claim => (claim, heads.GetValueOrDefault(claim.Number)))), (entry, vulnerability) => (entry.Package, Vulnerability: vulnerability)).ToList();
        string[] cves = [.. merged.SelectMany(entry => entry.Vulnerability.Cves).Distinct(StringComparer.Ordinal)];
        var enriched = cves.Length == 0 ? [] : (await advisories!.FindEnrichmentsAsync(cves, stop)).ToDictionary(enrichment => enrichment.Cve, StringComparer.Ordinal);
        var findings = merged.Select(entry => Finding(entry.Package, entry.Vulnerability, enriched, since)).OrderBy(entry => entry.Finding.IsSettled)
            .ThenBy(entry => entry.Finding.KevAdded is null).ThenByDescending(entry => (entry.Finding.Epss ?? 0) * entry.Severity.Weight).ThenBy(entry => FindingSeverity.Rank(entry.Severity.Word))
            .ThenBy(entry => entry.Finding.Package.Name, StringComparer.Ordinal).ThenBy(entry => entry.Finding.Id, StringComparer.Ordinal).ThenBy(entry => entry.Finding.Package.Purl, StringComparer.Ordinal);
        // Of a foreign package one reason is enough.
        var unreadable = claims.Where(entry => ForeignPackages.ReasonOf(entry.Package.Package, document.Os) is null).SelectMany(entry => entry.Claims.Where(claim => claim.IsUnreadable), (entry, claim) =>
            new NotEvaluated(entry.Package.Shown, entry.Package.Component.Namespace, 1, "unreadable-version", $"{claim.Match.Advisory.Source} {claim.Match.Advisory.Id}: {claim.Match.Comparison}"));
        return new ImageFindings(
            image,
            advisories is null ? 0 : await advisories.VersionAsync(stop),
            [.. findings.Select(entry => entry.Finding)],
            [.. await new DataGaps(advisories, time, maxAge).FindAsync(document, packages, stop), .. unreadable]);
    }

    private static (VulnerabilityFinding Finding, FindingSeverity Severity) Finding(
        EvaluatedPackage package, MergedClaims vulnerability, IReadOnlyDictionary<string, Enrichment> enriched, Func<Component, AdvisoryKey, DateTimeOffset?>? since)
    {
        var claims = vulnerability.Claims;
        var (worst, match) = (vulnerability.Worst, vulnerability.Worst.Match);
        var severity = FindingSeverity.Of([.. worst.Severities, .. claims.SelectMany(entry => (IEnumerable<AdvisorySeverity>)[.. entry.Claim.Severities, .. entry.Head?.Severities ?? []])]);
        var known = vulnerability.Cves.Select(cve => enriched.GetValueOrDefault(cve)).OfType<Enrichment>().ToList();
        var epss = known.Where(enrichment => enrichment.Epss is not null).Select(enrichment => (double?)enrichment.Epss!.Value.Probability).Max();
        return (new VulnerabilityFinding(
            vulnerability.Id,
            vulnerability.Aliases,
            claims.Select(entry => entry.Head?.Summary).FirstOrDefault(summary => summary is not null),
            package.Shown,
            severity.Word,
            severity.Origin,
            severity.Score,
            severity.Vector,
            epss,
            known.Where(enrichment => enrichment.Kev is not null).Select(enrichment => (DateOnly?)enrichment.Kev!.Added).Min(),
            Evidence.Word(match.Status),
            match.FixedIn ?? claims.Select(entry => entry.Claim.Match.FixedIn).FirstOrDefault(version => version is not null),
            claims.Select(entry => since?.Invoke(package.Component, entry.Claim.Match.Advisory)).Min(),
            new FindingEvidence(match.Advisory.Source, match.Advisory.Id, match.Range, match.Comparison)), severity);
    }
}
