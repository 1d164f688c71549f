using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>Holds versions against ranges and lists of versions, by the order of their package manager. What cannot be ordered is undetermined, never clean.</summary>
public sealed class RangeMatcher : IComponentMatcher
{
    /// <inheritdoc/>
    public int Version => 3;

    /// <inheritdoc/>
    /// <remarks>
    /// Alpine tells by repository what it mended (<c>apk:alpine:v3.18:main</c>), and a package does not say which one it came from; no name is in both.
    /// </remarks>
    public IReadOnlyList<PackageKey> KeysOf(Component component)
    {
        string[] names = component.Source is { } source && source != component.Name ? [component.Name, source] : [component.Name];
        string[] places = component.Namespace.Split(':') is ["apk", "alpine", _] ? [component.Namespace, component.Namespace + ":main", component.Namespace + ":community"] : [component.Namespace];
        return [.. from place in places from name in names select PackageKey.Of(place, name)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ComponentMatch> Match(Component component, IReadOnlyList<AdvisoryStatement> statements) =>
    [
        .. statements.Select(statement => Match(component, statement)).OfType<ComponentMatch>()
            .GroupBy(match => match.Advisory).Select(group => group.OrderBy(match => match.Status).ThenBy(match => match.FixedIn, StringComparer.Ordinal).ThenBy(match => match.Range, StringComparer.Ordinal).First())
            .OrderBy(match => match.Advisory.Id, StringComparer.Ordinal).ThenBy(match => match.Advisory.Source, StringComparer.Ordinal).ThenBy(match => match.Advisory.Part, StringComparer.Ordinal),
    ];

    private static ComponentMatch? Match(Component component, AdvisoryStatement statement)
    {
        var affected = statement.Affected;
        if (affected.Status == AffectedStatus.NotAffected || (affected.Module ?? "") != (component.Module ?? "")) return null;
        if (affected.Architectures.Count > 0 && component.Arch is { } arch && !affected.Architectures.Contains(arch)) return null;
        var isSource = PackageKey.Of(component.Namespace, component.Source ?? component.Name).Name == affected.Name;
        var isBinary = PackageKey.Of(component.Namespace, component.Name).Name == affected.Name;
        if (affected.Level switch { PackageLevel.Source => !isSource, PackageLevel.Binary => !isBinary, _ => !isSource && !isBinary }) return null;
        var version = isSource && affected.Level != PackageLevel.Binary ? component.SourceVersion ?? component.Version : component.Version;
        var status = affected.Status == AffectedStatus.Fixed ? AffectedStatus.Affected : affected.Status;
        if (affected.Versions.Contains(version)) return new ComponentMatch(statement.Advisory, status, FixOf(affected), "= " + version, $"{version} is listed");
        if (Provenance.ForeignTo(component) is { } foreign) return new ComponentMatch(statement.Advisory, AffectedStatus.Undetermined, FixOf(affected), "none that is meant for it", $"{version} {foreign}");
        var scheme = VersionSchemes.For(component.Type);
        foreach (var range in affected.Ranges.Where(range => range.Scheme != RangeScheme.Git && Provenance.IsSameFlavour(component, range)))
        {
            switch (Contains(scheme, range, version))
            {
                case RangeAnswer.Yes when range.Meaning != RangeMeaning.Covered:
                    return null;
                case RangeAnswer.Yes:
                    return affected.Ranges.Any(other => other.Meaning != RangeMeaning.Covered && Contains(scheme, other, version) == RangeAnswer.Yes)
                        ? null : new ComponentMatch(statement.Advisory, status, FixOf(affected), Words(range), $"{version} is in {Words(range)} by the order of {scheme?.Name}");
                case RangeAnswer.Unreadable:
                    return new ComponentMatch(statement.Advisory, AffectedStatus.Undetermined, FixOf(affected), Words(range), $"{version} cannot be compared with {Words(range)}");
            }
        }
        return null;
    }

    /// <summary>By the algorithm of OSV (https://ossf.github.io/osv-schema/#evaluation): the last event that is not above the version decides.</summary>
    private static RangeAnswer Contains(VersionScheme? scheme, AffectedRange range, string version)
    {
        if (range.Scheme == RangeScheme.Native) return range.Constraint is { } constraint && scheme is not null ? scheme.Satisfies(constraint, version, includePrereleases: true) : RangeAnswer.Unreadable;
        if (range.Events is [{ Kind: RangeEventKind.Introduced, Version: "0" }]) return RangeAnswer.Yes;
        if (scheme is null || !scheme.IsReadable(version)) return RangeAnswer.Unreadable;
        if (IsBehindLimits(scheme, range, version) is var behindLimits && behindLimits != RangeAnswer.No) return behindLimits == RangeAnswer.Yes ? RangeAnswer.No : RangeAnswer.Unreadable;
        string? from = null, until = null;
        foreach (var point in range.Events.Where(point => point.Kind != RangeEventKind.Limit))
        {
            var isStart = point is { Kind: RangeEventKind.Introduced, Version: "0" };
            var order = 1;
            if (!isStart && !scheme.TryCompare(version, point.Version, out order)) return RangeAnswer.Unreadable;
            if (point.Kind == RangeEventKind.Introduced)
            {
                if (order >= 0 && (from is null || from == "0" || (!isStart && scheme.TryCompare(point.Version, from, out var later) && later > 0))) from = point.Version;
            }
            else if (point.Kind == RangeEventKind.LastAffected ? order > 0 : order >= 0)
            {
                if (until is null || (scheme.TryCompare(point.Version, until, out var later) && later > 0)) until = point.Version;
            }
        }
        if (from is null) return RangeAnswer.No;
        if (until is null) return RangeAnswer.Yes;
        return from != "0" && scheme.TryCompare(from, until, out var behind) && behind > 0 ? RangeAnswer.Yes : RangeAnswer.No;
    }

    /// <summary>Whether a version is at or behind all limits; where there are none, or one that is after everything, it is not.</summary>
    private static RangeAnswer IsBehindLimits(VersionScheme scheme, AffectedRange range, string version)
    {
        var limits = range.Events.Where(point => point.Kind == RangeEventKind.Limit).ToList();
        if (limits.Count == 0 || limits.Exists(limit => limit.Version == "*")) return RangeAnswer.No;
        var answer = RangeAnswer.Yes;
        foreach (var limit in limits)
        {
            if (!scheme.TryCompare(version, limit.Version, out var order)) return RangeAnswer.Unreadable;
            if (order < 0) answer = RangeAnswer.No;
        }
        return answer;
    }

    private static string? FixOf(AffectedPackage affected) => affected.Ranges.SelectMany(range => range.Events).Where(point => point.Kind == RangeEventKind.Fixed).Select(point => point.Version).FirstOrDefault();

    private static string Words(AffectedRange range) => range.Constraint ?? string.Join(", ", range.Events.Select(point => point.Kind switch
    {
        RangeEventKind.Introduced => ">= " + point.Version,
        RangeEventKind.Fixed or RangeEventKind.Limit => "< " + point.Version,
        _ => "<= " + point.Version,
    }));
}
