using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Debian;

/// <summary>A DSA or DLA of the lists, which is a record for each release and source package it mends.</summary>
internal sealed class DebianErratum(string id, string date, string text)
{
    /// <summary>Name of the database. Where it and the tracker speak of the same package, the tracker is right: the lists do not say what was released.</summary>
    public const string Source = "Debian advisories";

    /// <summary>The CVEs it mends.</summary>
    public List<string> Cves { get; } = [];

    /// <summary>Release, source package and version or a word in angle brackets.</summary>
    public List<(string Release, string Name, string Version)> Rows { get; } = [];

    /// <summary>The records.</summary>
    public IEnumerable<FeedItem> Items(string path, FeedLimits limits)
    {
        foreach (var row in Rows) yield return Item(path, row, limits);
        // Announcements name no package; a record is kept of them, so that nobody misses it.
        if (Rows.Count == 0) yield return new AdvisoryItem(path, new Advisory { Source = Source, Id = id, Upstream = FeedText.Names(Cves, id, limits), Published = FeedText.Time(date), Summary = FeedText.Cut(text, 500) });
    }

    private FeedItem Item(string path, (string Release, string Name, string Version) row, FeedLimits limits)
    {
        try
        {
            var name = PackageKey.Normalise("deb", FeedText.Name(row.Name, "source package", limits));
            return new AdvisoryItem(path, new Advisory
            {
                Source = Source,
                Id = FeedText.Name(id, "identifier", limits),
                Part = $"{row.Release}/{name}",
                Upstream = FeedText.Names(Cves, id, limits),
                Published = FeedText.Time(date),
                Summary = FeedText.Cut(text, 500),
                References = [new("ADVISORY", $"https://security-tracker.debian.org/tracker/{id}")],
                Affected = [Statement(name, row, limits)],
            });
        }
        catch (FeedFormatException exception)
        {
            return new FeedProblem(path, Source, $"{id} {row.Release}/{row.Name}", exception.Message);
        }
    }

    private static AffectedPackage Statement(string name, (string Release, string Name, string Version) row, FeedLimits limits)
    {
        var word = row.Version.StartsWith('<') ? row.Version.Trim('<', '>') : null;
        return new AffectedPackage
        {
            Namespace = DebianReleases.Namespace(row.Release),
            Name = name,
            Level = PackageLevel.Source,
            VendorStatus = word,
            Status = word switch
            {
                null => AffectedStatus.Fixed,
                "not-affected" => AffectedStatus.NotAffected,
                "end-of-life" => AffectedStatus.EndOfLife,
                "undetermined" => AffectedStatus.Undetermined,
                "ignored" => AffectedStatus.WillNotFix,
                "no-dsa" or "postponed" => AffectedStatus.Deferred,
                _ => AffectedStatus.Affected,
            },
            Ranges = [word is null ? AffectedRange.From("0", FeedText.Version(row.Version, limits)) : AffectedRange.All],
        };
    }
}
