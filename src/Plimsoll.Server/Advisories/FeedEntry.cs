using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Advisories;

/// <summary>A feed as it is shown.</summary>
/// <param name="Name">Name.</param>
/// <param name="Origin">Where it was read from last.</param>
/// <param name="Records">Records of advisories, entries of enrichment, or documents.</param>
/// <param name="FetchedAt">When it was read, or known to be unchanged, last.</param>
/// <param name="TriedAt">When that was tried last.</param>
/// <param name="AgeHours">Hours since it was read; missing when it never was.</param>
/// <param name="IsStale">True when it is older than allowed, or never was read: what depends on it cannot be called clean.</param>
/// <param name="Problems">Problems of the last reading.</param>
/// <param name="Error">Why the last try failed.</param>
public sealed record FeedEntry(string Name, string? Origin, long Records, DateTimeOffset? FetchedAt, DateTimeOffset? TriedAt, double? AgeHours, bool IsStale, int Problems, string? Error)
{
    /// <summary>How old a feed may be where nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromDays(3);

    /// <summary>Describes a feed.</summary>
    public static FeedEntry Of(FeedState feed, DateTimeOffset now, TimeSpan maxAge)
    {
        var age = now - feed.FetchedAt;
        return new(feed.Name, feed.Origin, feed.Records, feed.FetchedAt, feed.TriedAt, age is { } old ? Math.Round(old.TotalHours, 1) : null, age is null || age > maxAge, feed.Problems, feed.Error);
    }
}
