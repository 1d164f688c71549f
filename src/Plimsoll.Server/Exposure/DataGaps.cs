using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching;
using Plimsoll.Vulnerabilities.Matching.Programs;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Server.Exposure;

/// <summary>What nothing can be said of, and why: feeds that are absent, old or broken, releases that nobody knows or looks after, packages whose versions cannot be read, images that were opened in part.</summary>
internal sealed class DataGaps(IAdvisoryStore? advisories, TimeProvider time, TimeSpan maxAge)
{
    private const int MaxNotes = 3;

    /// <summary>Everything about the packages of an image, what is about all of it first.</summary>
    public async Task<IReadOnlyList<NotEvaluated>> FindAsync(InspectionDocument document, IReadOnlyList<EvaluatedPackage> packages, IReadOnlyList<NamespaceCoverage> coverage, CancellationToken stop)
    {
        var feeds = advisories is null ? [] : await advisories.ListFeedsAsync(stop);
        var gaps = OfImage(document, feeds, isEmpty: coverage.Count == 0).ToList();
        foreach (var group in packages.GroupBy(package => package.Component.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var members = group.ToList();
            gaps.AddRange(OfNamespace(group.Key, members, document.Os, coverage, feeds));
            foreach (var feed in Covering(members, coverage, feeds).Where(feed => feed.Problems > 0))
            {
                var first = (await advisories!.ListProblemsAsync(feed.Name, stop)).Select(problem => $"; the first: {problem.Record ?? problem.File}: {problem.Reason}").FirstOrDefault();
                gaps.Add(Gap(group.Key, members.Count, "broken", $"{feed.Problems} {(feed.Problems == 1 ? "record" : "records")} of the feed {feed.Name} could not be used{first}"));
            }
        }
        return [.. gaps, .. packages.SelectMany(OfPackage)];
    }

    private static IEnumerable<NotEvaluated> OfImage(InspectionDocument document, IReadOnlyList<FeedState> feeds, bool isEmpty)
    {
        if (isEmpty) yield return new NotEvaluated(null, null, null, "no-data", "there are no advisories; import some with: plimsoll advisories import PATH");
        foreach (var feed in feeds.Where(feed => feed.FetchedAt is null)) yield return new NotEvaluated(null, null, null, "broken", $"the feed {feed.Name} could never be read{(feed.Error is { } error ? ": " + error : "")}");
        if (document.Completeness == Completeness.Partial)
        {
            var notes = string.Join("; ", document.Notes.Take(MaxNotes).Select(note => $"{note.Path}: {note.Reason}"));
            yield return new NotEvaluated(null, null, null, "partial", "the image could be opened only in part" + (notes.Length > 0 ? ": " + notes : "") + (document.Notes.Count > MaxNotes ? $"; and {document.Notes.Count - MaxNotes} more" : ""));
        }
        if (document.Packages.Count == 0) yield return new NotEvaluated(null, null, null, "no-packages", "no packages were found in it, so nothing could be held against advisories");
    }

    private static IEnumerable<NotEvaluated> OfPackage(EvaluatedPackage package)
    {
        if (VersionSchemes.For(package.Component.Type) is { } scheme && !scheme.TryCompare(package.Package.Version, package.Package.Version, out _))
            yield return new NotEvaluated(package.Shown, package.Component.Namespace, 1, "unreadable-version", $"its version '{package.Package.Version}' has no place in the order of {scheme.Name}");
        if (Provenance.ForeignTo(package.Component) is { } reason) yield return new NotEvaluated(package.Shown, package.Component.Namespace, 1, "foreign", reason);
    }

    private static NotEvaluated Gap(string @namespace, int count, string kind, string reason) => new(null, @namespace, count, kind, reason);

    private static IEnumerable<FeedState> Covering(IReadOnlyList<EvaluatedPackage> members, IReadOnlyList<NamespaceCoverage> coverage, IReadOnlyList<FeedState> feeds)
    {
        var asked = members.SelectMany(package => package.Keys).Select(key => key.Namespace).ToHashSet(StringComparer.Ordinal);
        var names = coverage.Where(row => asked.Contains(row.Namespace)).Select(row => row.Feed).ToHashSet(StringComparer.Ordinal);
        return feeds.Where(feed => names.Contains(feed.Name));
    }

    private static (string Kind, string Reason) Absent(string type, OsFacts? os, IReadOnlyList<NamespaceCoverage> coverage)
    {
        if (!Distributions.IsOfSystem(type)) return ("no-data", $"no feed tells of {type} packages");
        if (os is null) return ("unknown-distribution", "the image does not say which distribution it is");
        if (!coverage.Any(row => row.Namespace.StartsWith($"{type}:{os.Id}:", StringComparison.Ordinal))) return ("unknown-distribution", $"no feed tells of the distribution {os.Id}");
        return ("no-data", Distributions.ReleaseOf(os) is { } release ? $"no feed tells of release {release} of {os.Id}" : $"the image does not say which release of {os.Id} it is");
    }

    private IEnumerable<NotEvaluated> OfNamespace(string @namespace, List<EvaluatedPackage> members, OsFacts? os, IReadOnlyList<NamespaceCoverage> coverage, IReadOnlyList<FeedState> feeds)
    {
        var type = members[0].Component.Type;
        if (VersionSchemes.For(type) is null)
        {
            yield return Gap(@namespace, members.Count, "unknown-order", "the order of its versions is not known");
            yield break;
        }
        if (type == KnownPrograms.Namespace)
        {
            var strangers = members.Where(member => !member.Keys.Any(key => KnownPrograms.Of(key).Any())).Select(member => member.Package.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (strangers.Count > 0) yield return Gap(@namespace, strangers.Count, "no-data", $"nobody packaged them, and the table of known programs says nothing of {string.Join(", ", strangers.Take(10))}");
            yield break;
        }
        var covering = Covering(members, coverage, feeds).ToList();
        if (covering.Count == 0)
        {
            var (kind, reason) = Absent(type, os, coverage);
            yield return Gap(@namespace, members.Count, kind, reason);
        }
        var now = time.GetUtcNow();
        foreach (var feed in covering)
        {
            var failure = feed.Error is { } error ? $"; the last try failed: {error}" : "";
            if (feed.FetchedAt is { } at && now - at > maxAge) yield return Gap(@namespace, members.Count, "stale", $"the feed {feed.Name} was read {(now - at).TotalDays:0.#} days ago, more than {maxAge.TotalDays:0.#} is stale{failure}");
            else if (failure.Length > 0) yield return Gap(@namespace, members.Count, "broken", $"the feed {feed.Name} is not the newest{failure}");
        }
        if (os is not null && Distributions.IsOfSystem(type) && ReleaseEnds.Of(os) is { } end && DateOnly.FromDateTime(now.UtcDateTime) > end)
            yield return Gap(@namespace, members.Count, "end-of-life", $"release {Distributions.ReleaseOf(os)} of {os.Id} ended on {end:yyyy-MM-dd}: what is found since then may not be told");
    }
}
