using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>Holds versions against ranges and lists of versions, by the order of their package manager. What cannot be ordered is undetermined, never clean.</summary>
public sealed class RangeMatcher : IComponentMatcher
{
    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    /// <remarks>
    /// Alpine tells by repository what it mended (<c>apk:alpine:v3.18:main</c>), and a package does not say which one it came from; no name is in both.
    /// </remarks>
    public IReadOnlyList<PackageKey> KeysOf(Component component)
    {
        string[] names = [component.Name, .. component.Source is { } source && source != component.Name ? [source] : Array.Empty<string>(), .. DotnetFrameworks.PackagesOf(component)];
        string[] places = component.Namespace.Split(':') is ["apk", "alpine", _]
            ? [component.Namespace, component.Namespace + ":main", component.Namespace + ":community"] : [component.Namespace, .. RedHatStreams.NamespacesOf(component)];
        return [.. from place in places from name in names select PackageKey.Of(place, name)];
    }

    /// <inheritdoc/>
    /// <remarks>What a package of the distribution owns is judged with that package: of itself nothing holds.</remarks>
    public IReadOnlyList<ComponentMatch> Match(Component component, IReadOnlyList<AdvisoryStatement> statements)
    {
        if (component.Property(ComponentProperties.OwnedBy) is not null) return [];
        var about = statements.Where(statement => IsAbout(component, statement.Affected)).ToList();
        (component, var words) = MissingEpoch.Assume(component, about);
        var streams = RedHatStreams.NamespacesOf(component).ToList();
        return
        [
            .. about.GroupBy(statement => statement.Advisory).Select(record => MatchRecord(component, streams, [.. record])).OfType<ComponentMatch>()
                .Select(match => words is null ? match : match with { IsAssumed = true, Comparison = $"{match.Comparison}; {words}" })
                .OrderBy(match => match.Advisory.Id, StringComparer.Ordinal).ThenBy(match => match.Advisory.Source, StringComparer.Ordinal).ThenBy(match => match.Advisory.Part, StringComparer.Ordinal),
        ];
    }

    private static ComponentMatch? MatchRecord(Component component, List<string> streams, IReadOnlyList<AdvisoryStatement> record)
    {
        var (statements, isAssumed) = RedHatStreams.Choose(streams, record);
        var best = statements.Select(statement => Match(component, statement)).OfType<ComponentMatch>()
            .OrderBy(match => match.Status).ThenBy(match => match.FixedIn, StringComparer.Ordinal).ThenBy(match => match.Range, StringComparer.Ordinal).FirstOrDefault();
        return best is null || !isAssumed ? best : best with { IsAssumed = true, Comparison = best.Comparison + "; of the stream that the package may be from it says nothing, so that of the main one counts" };
    }

    private static bool IsAbout(Component component, AffectedPackage affected)
    {
        if ((affected.Module ?? "") != (component.Module ?? "")) return false;
        if (affected.Architectures.Count > 0 && component.Arch is { } arch && !affected.Architectures.Contains(arch)) return false;
        return affected.Level switch { PackageLevel.Source => IsSource(component, affected), PackageLevel.Binary => IsBinary(component, affected), _ => IsSource(component, affected) || IsBinary(component, affected) };
    }

    private static bool IsSource(Component component, AffectedPackage affected) => PackageKey.Of(component.Namespace, component.Source ?? component.Name).Name == affected.Name;

    private static bool IsBinary(Component component, AffectedPackage affected) =>
        PackageKey.Of(component.Namespace, component.Name).Name == affected.Name || DotnetFrameworks.PackagesOf(component).Any(name => PackageKey.Of(component.Namespace, name).Name == affected.Name);

    private static ComponentMatch? Match(Component component, AdvisoryStatement statement)
    {
        var affected = statement.Affected;
        if (affected.Status == AffectedStatus.NotAffected) return null;
        var version = IsSource(component, affected) && affected.Level != PackageLevel.Binary ? component.SourceVersion ?? component.Version : component.Version;
        var status = affected.Status == AffectedStatus.Fixed ? AffectedStatus.Affected : affected.Status;
        var scheme = VersionSchemes.For(component.Type);
        var mended = VersionRanges.FixOf(affected, scheme, version);
        if (affected.Versions.Contains(version)) return new ComponentMatch(statement.Advisory, status, mended, "= " + version, $"{version} is listed");
        if (Provenance.ForeignTo(component) is { } foreign) return new ComponentMatch(statement.Advisory, AffectedStatus.Undetermined, mended, "none that is meant for it", foreign);
        if (GoMainModule.IsAffected(component, affected) is { } isAffected)
            return isAffected ? new ComponentMatch(statement.Advisory, status, mended, "commits", $"the record names the commit {component.Property(ComponentProperties.Revision)}") : null;
        var isUnpublished = GoMainModule.IsUnpublished(component);
        foreach (var range in affected.Ranges.Where(range => range.Scheme != RangeScheme.Git && Provenance.IsSameFlavour(component, range)))
        {
            var answer = VersionRanges.Contains(scheme, range, version);
            if (isUnpublished && GoMainModule.HasTags(range))
                return new ComponentMatch(statement.Advisory, AffectedStatus.Undetermined, mended, VersionRanges.Words(range), $"{version} was never published, so that it has no place in {VersionRanges.Words(range)}");
            switch (answer)
            {
                case RangeAnswer.Yes when range.Meaning != RangeMeaning.Covered:
                    return null;
                case RangeAnswer.Yes:
                    return affected.Ranges.Any(other => other.Meaning != RangeMeaning.Covered && VersionRanges.Contains(scheme, other, version) == RangeAnswer.Yes)
                        ? null : new ComponentMatch(statement.Advisory, status, mended, VersionRanges.Words(range), $"{version} is in {VersionRanges.Words(range)} by the order of {scheme?.Name}");
                case RangeAnswer.Unreadable:
                    return new ComponentMatch(statement.Advisory, AffectedStatus.Undetermined, mended, VersionRanges.Words(range), $"{version} cannot be compared with {VersionRanges.Words(range)}");
            }
        }
        return null;
    }
}
