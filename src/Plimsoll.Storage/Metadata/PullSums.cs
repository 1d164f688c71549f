namespace Plimsoll.Storage.Metadata;

/// <summary>Pulls of one manifest by one actor from one address among some events, in one order for all who write them.</summary>
internal sealed record PullSums(string Digest, string Actor, string Address, long Count, DateTimeOffset First, DateTimeOffset Last)
{
    public static IEnumerable<PullSums> Of(IEnumerable<AuditEvent> events) => events
        .Where(static e => e is { Action: "pull" or "resolve", Outcome: "ok", Digest: not null })
        .GroupBy(
            static e => (e.Digest, e.Principal, Address: e.Address ?? ""),
            static (key, all) =>
            {
                var list = all.ToList();
                return new PullSums(key.Digest!, key.Principal, key.Address, list.Sum(static e => (long)e.Count), list.Min(static e => e.At), list.Max(static e => e.At));
            })
        .OrderBy(static pull => pull.Digest, StringComparer.Ordinal).ThenBy(static pull => pull.Actor, StringComparer.Ordinal).ThenBy(static pull => pull.Address, StringComparer.Ordinal);
}
