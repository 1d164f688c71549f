namespace Plimsoll.Storage.Metadata;

/// <summary>
/// When manifests were last asked for, taken from the audit log while it writes a batch: a pull costs no write of its own. HEAD counts, because machines that have the
/// content ask no further.
/// </summary>
internal static class LastPulls
{
    /// <summary>A manifest that is noted already is written again only when that is older than this.</summary>
    public static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    /// <summary>The manifests that events say were asked for, each with the latest time.</summary>
    public static IEnumerable<(string Repository, string Digest, DateTimeOffset At)> Of(IEnumerable<AuditEvent> events) => events
        .Where(static e => e is { Action: "pull" or "resolve", Outcome: "ok", Repository: not null, Digest: not null })
        .GroupBy(static e => (e.Repository, e.Digest), static (key, all) => (key.Repository!, key.Digest!, all.Max(static e => e.At)));
}
