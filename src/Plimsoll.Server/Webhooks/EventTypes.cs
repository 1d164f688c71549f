namespace Plimsoll.Server.Webhooks;

/// <summary>Types of events. A further one is a line here, and whoever puts it into the outbox.</summary>
internal static class EventTypes
{
    /// <summary>A record came to hold for packages of images.</summary>
    public const string FindingOpened = "plimsoll.finding.opened";

    /// <summary>A record does not hold any more for packages of images.</summary>
    public const string FindingClosed = "plimsoll.finding.closed";

    /// <summary>So much changed at once that each record is no news of its own.</summary>
    public const string FindingsChanged = "plimsoll.findings.changed";

    /// <summary>A version without a vulnerability came to be known.</summary>
    public const string FixAvailable = "plimsoll.fix.available";

    /// <summary>A vulnerability of images that were pulled is exploited.</summary>
    public const string KevListed = "plimsoll.kev.listed";

    /// <summary>A feed was not read for too long.</summary>
    public const string FeedStale = "plimsoll.feed.stale";

    /// <summary>A repository shall be rebuilt: only for those who do that.</summary>
    public const string RebuildRequested = "plimsoll.rebuild.requested";

    /// <summary>Somebody tries a webhook.</summary>
    public const string Test = "plimsoll.webhook.test";

    /// <summary>Those that one can ask for.</summary>
    public static IReadOnlyList<string> All { get; } = [FindingOpened, FindingClosed, FindingsChanged, FixAvailable, KevListed, FeedStale];
}
