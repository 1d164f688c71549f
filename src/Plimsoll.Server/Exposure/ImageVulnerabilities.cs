using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Server.Exposure;

/// <summary>A package of an image.</summary>
/// <param name="Purl">Package URL.</param>
/// <param name="Name">Name.</param>
/// <param name="Version">Version.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
internal sealed record VulnerablePackage(string Purl, string Name, string Version, int Layer);

/// <summary>Why a record holds for a package.</summary>
/// <param name="Source">The database.</param>
/// <param name="Record">Identifier of the record.</param>
/// <param name="Range">The range that the version is in.</param>
/// <param name="Comparison">What was compared.</param>
internal sealed record FindingEvidence(string Source, string Record, string Range, string Comparison);

/// <summary>A vulnerability in an image.</summary>
/// <param name="Id">Identifier of the record.</param>
/// <param name="Aliases">Other names of it.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="Package">The package that it is in.</param>
/// <param name="Severity">The first judgement of the record, with who judged; <c>unknown</c> when there is none.</param>
/// <param name="Status">What the record says.</param>
/// <param name="FixedIn">The first version without it; missing when none is known.</param>
/// <param name="Since">When this was found first; missing while it has not been written down yet.</param>
/// <param name="Evidence">Why.</param>
internal sealed record VulnerabilityFinding(
    string Id, IReadOnlyList<string> Aliases, string? Summary, VulnerablePackage Package, string Severity, string Status, string? FixedIn, DateTimeOffset? Since, FindingEvidence Evidence)
{
    /// <summary>Whether something can be done: there is a version without it.</summary>
    internal bool IsActionable => FixedIn is not null && Status is "affected";
}

/// <summary>Packages that nothing can be said of, and why.</summary>
/// <param name="Package">Where their names count, such as <c>deb:debian:10</c>.</param>
/// <param name="Count">How many packages.</param>
/// <param name="Reason">Why.</param>
internal sealed record NotEvaluated(string Package, int Count, string Reason);

/// <summary>What is known against an image.</summary>
/// <param name="Image">Digest of the image.</param>
/// <param name="DataVersion">Version of the advisories.</param>
/// <param name="Findings">What can be mended first, then the rest.</param>
/// <param name="NotEvaluated">What nothing can be said of: it is not clean, it is unknown.</param>
internal sealed record ImageFindings(string Image, long DataVersion, IReadOnlyList<VulnerabilityFinding> Findings, IReadOnlyList<NotEvaluated> NotEvaluated);

/// <summary>Holds the packages of one image against what is said now.</summary>
internal sealed class ImageVulnerabilities(IMetadataStore metadata, IComponentMatcher matcher)
{
    public async Task<ImageFindings> FindAsync(Digest image, InspectionDocument document, CancellationToken stop)
    {
        var packages = document.Packages.Select(package => (Package: package, Component: PackageSets.Component(package, document.Os))).Select(p => (p.Package, p.Component, Keys: matcher.KeysOf(p.Component))).ToList();
        var stored = await metadata.Advisories.ListStatementsAsync([.. packages.SelectMany(p => p.Keys).Distinct()], stop);
        var statements = stored.ToLookup(said => said.Affected.Key(), said => new AdvisoryStatement(new AdvisoryKey(said.Source, said.Id), said.Affected));
        var numbers = stored.GroupBy(said => new AdvisoryKey(said.Source, said.Id)).ToDictionary(group => group.Key, group => group.First().AdvisoryNumber);
        var matches = packages.SelectMany(p => matcher.Match(p.Component, [.. p.Keys.SelectMany(key => statements[key])]), (p, match) => (p.Package, p.Component, Match: match)).ToList();
        var heads = (await metadata.Advisories.GetAsync([.. matches.Select(m => numbers[m.Match.Advisory]).Distinct()], stop)).ToDictionary(head => head.Number, head => head.Advisory);
        var since = (await metadata.Exposure.ListOfImageAsync(image, stop)).GroupBy(m => (PackageSet.Identity(m.Component.Component), m.Advisory)).ToDictionary(group => group.Key, group => group.Min(m => m.Since));
        var findings = matches.Select(m =>
        {
            var head = heads.GetValueOrDefault(numbers[m.Match.Advisory]);
            return new VulnerabilityFinding(
                m.Match.Advisory.Id, [.. head?.Aliases ?? [], .. head?.Upstream ?? []], head?.Summary, new VulnerablePackage(m.Package.Purl, m.Package.Name, m.Package.Version, m.Package.Layer),
                Severity(head), Evidence.Word(m.Match.Status), m.Match.FixedIn, since.TryGetValue((PackageSet.Identity(m.Component), m.Match.Advisory), out var at) ? at : null,
                new FindingEvidence(m.Match.Advisory.Source, m.Match.Advisory.Id, m.Match.Range, m.Match.Comparison));
        });
        return new ImageFindings(
            image.Value,
            await metadata.Advisories.VersionAsync(stop),
            [.. findings.OrderByDescending(f => f.IsActionable).ThenBy(f => f.Status == "affected" ? 0 : 1).ThenBy(f => f.Package.Name, StringComparer.Ordinal).ThenBy(f => f.Id, StringComparer.Ordinal)],
            await UnknownAsync([.. packages.Select(p => p.Component)], stop));
    }

    private static string Severity(Advisory? head) => head?.Severities is [var first, ..] ? $"{first.Word ?? first.Vector ?? first.Score?.ToString(System.Globalization.CultureInfo.InvariantCulture)} ({first.Origin})" : "unknown";

    private async Task<IReadOnlyList<NotEvaluated>> UnknownAsync(IReadOnlyList<Component> components, CancellationToken stop)
    {
        var covered = (await metadata.Advisories.ListNamespacesAsync(stop)).Select(coverage => coverage.Namespace).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. components.GroupBy(component => component.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new NotEvaluated(
                group.Key, group.Count(), VersionSchemes.For(group.First().Type) is null ? "the order of its versions is not known" : covered.Contains(group.Key) ? "" : "no advisories cover it"))
                .Where(unknown => unknown.Reason.Length > 0),
        ];
    }
}
