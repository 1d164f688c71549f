using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Exposure.Vex;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;
using Plimsoll.Vulnerabilities.Scoring;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure;

/// <summary>Holds the packages of one image against what is said now: the same for the server and for the command line.</summary>
/// <param name="advisories">What is known; null where there are no advisories at all.</param>
/// <param name="matcher">The rules.</param>
/// <param name="time">The time.</param>
/// <param name="maxAge">How old a feed may be.</param>
public sealed class ImageEvaluation(IAdvisoryStore? advisories, IComponentMatcher matcher, TimeProvider time, TimeSpan maxAge)
{
    private readonly VexLibrary _library = new(advisories);

    /// <summary>The rules of this version.</summary>
    public static IComponentMatcher Matcher { get; } = new RangeMatcher();

    /// <summary>Everything that is known, what is settled among it, the most urgent first.</summary>
    /// <param name="image">Digest or reference.</param>
    /// <param name="document">What is inside.</param>
    /// <param name="since">When a record was found to hold for a component first; null where that is not written down.</param>
    /// <param name="brought">Statements that came with the image or were given; null for none.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ImageFindings> RunAsync(string image, InspectionDocument document, Func<Component, AdvisoryKey, DateTimeOffset?>? since, ImageStatements? brought, CancellationToken stop)
    {
        brought ??= new ImageStatements("", [], []);
        var packages = ImageComponents.Of(document).Select(entry => new EvaluatedPackage(entry.Package, entry.Component, matcher.KeysOf(entry.Component))).ToList();
        var container = ContainerStatements.KeysOf(document.Image, brought.Repository);
        var stored = advisories is null ? [] : await advisories.ListStatementsAsync([.. packages.SelectMany(package => package.Keys).Concat(container).Distinct()], stop);
        var programs = ProgramStatements.Of(packages.SelectMany(package => package.Keys));
        var byKey = stored.Concat(programs.Statements).ToLookup(said => said.Affected.Key());
        var coverage = advisories is null ? [] : await advisories.ListNamespacesAsync(stop);
        var owners = new OwnedPackages(packages, matcher, coverage);
        var claims = packages.Select(package => (Package: package, Claims: owners.ClaimsOf(package, [.. package.Keys.SelectMany(key => byKey[key])]).ToList())).ToList();
        var heads = await HeadsAsync([.. claims.SelectMany(entry => entry.Claims).Select(claim => claim.Number), .. container.SelectMany(key => byKey[key]).Select(said => said.AdvisoryNumber)], programs.Records, stop);
        var merged = claims.SelectMany(entry => MergedClaims.Of(entry.Claims.Where(claim => !claim.IsUnreadable).Select(claim => (claim, heads.GetValueOrDefault(claim.Number)))), (entry, vulnerability) => (entry.Package, Vulnerability: vulnerability)).ToList();
        string[] cves = [.. merged.SelectMany(entry => entry.Vulnerability.Cves).Distinct(StringComparer.Ordinal)];
        var enriched = cves.Length == 0 || advisories is null ? [] : (await advisories.FindEnrichmentsAsync(cves, stop)).ToDictionary(enrichment => enrichment.Cve, StringComparer.Ordinal);
        var weighing = await WeighingAsync(document, brought, [.. merged.SelectMany(entry => entry.Vulnerability.Names)], [.. container.SelectMany(key => byKey[key])], heads, stop);
        var findings = merged.Select(entry => Finding(entry.Package, entry.Vulnerability, enriched, since, weighing)).OrderBy(entry => entry.Finding.IsSettled).ThenBy(entry => entry.Risk)
            .ThenBy(entry => entry.Finding.Package.Name, StringComparer.Ordinal).ThenBy(entry => entry.Finding.Id, StringComparer.Ordinal).ThenBy(entry => entry.Finding.Package.Purl, StringComparer.Ordinal).Select(entry => entry.Finding).ToList();
        // Of a foreign package one reason is enough.
        var unreadable = claims.Where(entry => Provenance.ForeignTo(entry.Package.Component) is null).SelectMany(entry => entry.Claims.Where(claim => claim.IsUnreadable), (entry, claim) =>
            new NotEvaluated(entry.Package.Shown, entry.Package.Component.Namespace, 1, "unreadable-version", $"{claim.Match.Advisory.Source} {claim.Match.Advisory.Id}: {claim.Match.Comparison}"));
        return new ImageFindings(
            image,
            advisories is null ? 0 : await advisories.VersionAsync(stop),
            findings,
            [.. await new DataGaps(advisories, time, maxAge).FindAsync(document, packages, coverage, stop), .. unreadable],
            VexSummary.Of(findings, weighing.Problems));
    }

    private async Task<IReadOnlyDictionary<long, Advisory>> HeadsAsync(IReadOnlyList<long> numbers, IReadOnlyDictionary<long, Advisory> programs, CancellationToken stop)
    {
        var heads = new Dictionary<long, Advisory>(programs);
        long[] stored = [.. numbers.Distinct().Where(number => !programs.ContainsKey(number))];
        if (stored.Length == 0 || advisories is null) return heads;
        foreach (var head in await advisories.GetAsync(stored, stop)) heads[head.Number] = head.Advisory;
        return heads;
    }

    private async Task<Weighing> WeighingAsync(
        InspectionDocument document, ImageStatements brought, IReadOnlyList<string> names, IReadOnlyList<StoredStatement> container, IReadOnlyDictionary<long, Advisory> heads, CancellationToken stop)
    {
        var (imported, problems) = await _library.FindAsync(names, stop);
        var about = new VexImage(brought.Repository, [.. new[] { document.Image.Digest?.Value, document.Image.Index?.Value }.OfType<string>()], [.. document.Packages.Select(package => Purl.TryParse(package.Purl, out var purl) ? purl : null).OfType<Purl>()]) { Codename = document.Os?.VersionCodename };
        return new Weighing([.. brought.Voices, .. imported, .. ContainerStatements.Of(document.Image, brought.Repository, container, heads)], about, time.GetUtcNow(), [.. brought.Problems, .. problems]);
    }

    private static (VulnerabilityFinding Finding, Risk Risk) Finding(
        EvaluatedPackage package, MergedClaims vulnerability, IReadOnlyDictionary<string, Enrichment> enriched, Func<Component, AdvisoryKey, DateTimeOffset?>? since, Weighing weighing)
    {
        var claims = vulnerability.Claims;
        var (worst, match) = (vulnerability.Worst, vulnerability.Worst.Match);
        var severity = FindingSeverity.Of([.. worst.Severities, .. claims.SelectMany(entry => (IEnumerable<AdvisorySeverity>)[.. entry.Claim.Severities, .. entry.Head?.Severities ?? []])]);
        var known = vulnerability.Cves.Select(cve => enriched.GetValueOrDefault(cve)).OfType<Enrichment>().ToList();
        var epss = known.Where(enrichment => enrichment.Epss is not null).Select(enrichment => (double?)enrichment.Epss!.Value.Probability).Max();
        var exploited = known.Where(enrichment => enrichment.Kev is not null).Select(enrichment => (DateOnly?)enrichment.Kev!.Added).Min();
        var byFunctions = claims.Select(entry => entry.Claim).FirstOrDefault(claim => claim.Symbols.Count > 0);
        var (voice, words) = byFunctions is null ? (null, null) : ProgramFunctions.Judge(package.Package, byFunctions.Match.Advisory, [.. vulnerability.Names], byFunctions.Symbols);
        var finding = new VulnerabilityFinding(
            vulnerability.Id,
            vulnerability.Aliases,
            claims.Select(entry => entry.Head?.Summary).FirstOrDefault(summary => summary is not null),
            package.Shown,
            severity.Word,
            severity.Origin,
            severity.Score,
            severity.Vector,
            epss,
            exploited,
            Evidence.Word(match.Status),
            match.FixedIn ?? claims.Select(entry => entry.Claim.Match.FixedIn).FirstOrDefault(version => version is not null),
            claims.Select(entry => since?.Invoke(package.Component, entry.Claim.Match.Advisory)).Min(),
            new FindingEvidence(match.Advisory.Source, match.Advisory.Id, match.Range, words is null ? match.Comparison : $"{match.Comparison}; {words}"))
        {
            VendorStatus = worst.VendorStatus,
            Informational = claims.Select(entry => entry.Head?.Informational).FirstOrDefault(word => word is not null),
            Vex = weighing.Of([.. vulnerability.Names], package.Package.Purl, voice),
        };
        return (finding, new Risk(exploited is not null, epss, severity.Weighed));
    }

    /// <summary>Everything that is said by documents, ready to be held against findings.</summary>
    private sealed record Weighing(IReadOnlyList<VexVoice> Voices, VexImage Image, DateTimeOffset Now, IReadOnlyList<string> Problems)
    {
        private readonly ILookup<string, VexVoice> _byName = Voices.SelectMany(voice => voice.Statement.Vulnerabilities.Distinct(StringComparer.Ordinal), (voice, name) => (voice, name)).ToLookup(entry => entry.name, entry => entry.voice, StringComparer.Ordinal);

        public FindingVex? Of(IReadOnlyList<string> names, string purl, VexVoice? found)
        {
            var voices = names.SelectMany(name => _byName[name]).Distinct().ToList();
            if (found is not null) voices.Add(found);
            return voices.Count > 0 && Purl.TryParse(purl, out var package) ? FindingVex.Of(VexVerdict.Of(voices, names, Image, package, Now)) : null;
        }
    }
}
