using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>Whether versions are in ranges.</summary>
internal static class VersionRanges
{
    /// <summary>By the algorithm of OSV (https://ossf.github.io/osv-schema/#evaluation): the last event that is not above the version decides.</summary>
    public static RangeAnswer Contains(VersionScheme? scheme, AffectedRange range, string version)
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

    /// <summary>The lowest fix above a version; where none can be compared with it, the first that is told. A record has one for each branch.</summary>
    public static string? FixOf(AffectedPackage affected, VersionScheme? scheme, string version)
    {
        string? lowest = null, first = null;
        foreach (var point in affected.Ranges.Where(range => range.Scheme != RangeScheme.Git).SelectMany(range => range.Events).Where(point => point.Kind == RangeEventKind.Fixed))
        {
            first ??= point.Version;
            if (scheme is null || !scheme.TryCompare(point.Version, version, out var order) || order <= 0) continue;
            if (lowest is null || (scheme.TryCompare(point.Version, lowest, out var before) && before < 0)) lowest = point.Version;
        }
        return lowest ?? first;
    }

    /// <summary>A range in words.</summary>
    public static string Words(AffectedRange range) => range.Constraint ?? string.Join(", ", range.Events.Select(point => point.Kind switch
    {
        RangeEventKind.Introduced => ">= " + point.Version,
        RangeEventKind.Fixed or RangeEventKind.Limit => "< " + point.Version,
        _ => "<= " + point.Version,
    }));

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
}
