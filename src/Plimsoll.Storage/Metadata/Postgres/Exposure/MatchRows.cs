using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>What is known against components, and what is told of it.</summary>
internal static class MatchRows
{
    private const string OfChange = "unnest($1, $2, $3, $4, $5) AS g(component, advisory, source, part, status) JOIN vulnerabilities v ON v.advisory = g.advisory AND v.source = g.source AND v.part = g.part";

    public static async Task<bool> UpdateAsync(PostgresSession session, MatchUpdate update)
    {
        await ComponentRows.AddKeysAsync(session, update.Names);
        if (update.Changes.Count + update.Events.Count > 0) Add(session, [.. update.Changes.Select(c => c.Advisory).Concat(update.Events.Select(e => e.Advisory)).Distinct()]);
        if (update.Changes.Count > 0) Apply(session, [.. update.Changes.OrderBy(c => c.Component)], update.At);
        foreach (var told in update.Events)
        {
            session.Queue("""
                INSERT INTO change_events(at, kind, vulnerability, added, removed, components, sets, images)
                SELECT $1, $2, id, $6, $7, $8, $9, $10 FROM vulnerabilities WHERE advisory = $3 AND source = $4 AND part = $5
                """, update.At, told.Kind, told.Advisory.Id, told.Advisory.Source, told.Advisory.Part ?? "", told.Added, told.Removed, told.Components, told.Count?.Sets, told.Count?.Images);
        }
        if (update.Tasks.Count > 0)
        {
            session.Queue("DELETE FROM match_queue q USING unnest($1, $2, $3) AS g(namespace, name, stamp) WHERE q.namespace = g.namespace AND q.name = g.name AND q.stamp = g.stamp",
                update.Tasks.Select(t => t.Key.Namespace).ToArray(), update.Tasks.Select(t => t.Key.Name).ToArray(), update.Tasks.Select(t => t.Stamp).ToArray());
        }
        if (update.NewComponents.Count > 0) session.Queue("DELETE FROM new_components WHERE component = ANY($1)", update.NewComponents.ToArray());
        if (update.Progress is { } progress)
        {
            session.Queue("INSERT INTO match_progress(id, version, position) VALUES(1, $1, $2) ON CONFLICT(id) DO UPDATE SET version = excluded.version, position = excluded.position",
                progress.Version, progress.Position ?? -1);
        }
        await session.FlushAsync();
        return true;
    }

    public static Task<List<StoredMatch>> OfAsync(PostgresSession session, IReadOnlyList<long> components) => session.AllAsync("""
        SELECT m.component, v.source, v.advisory, v.part, m.status, m.since FROM component_matches m JOIN vulnerabilities v ON v.id = m.vulnerability WHERE m.component = ANY($1)
        """, static row => new StoredMatch(row.GetInt64(0), Key(row, 1), (AffectedStatus)row.GetInt64(4), row.GetTime(5)), components.ToArray());

    public static Task<List<ChangeEvent>> EventsAsync(PostgresSession session, long after, int limit) => session.AllAsync("""
        SELECT e.seq, e.at, v.source, v.advisory, v.part, e.added, e.removed, e.components, e.sets, e.images FROM change_events e JOIN vulnerabilities v ON v.id = e.vulnerability
        WHERE e.seq > $1 ORDER BY e.seq LIMIT $2
        """, static row => new ChangeEvent(Key(row, 2), (int)row.GetInt64(5), (int)row.GetInt64(6), (int)row.GetInt64(7), row.IsNull(8) || row.IsNull(9) ? null : new ExposureCount(row.GetInt64(8), row.GetInt64(9)))
    {
        Sequence = row.GetInt64(0),
        At = row.GetTime(1),
    }, after, limit);

    /// <summary>The record whose source, identifier and part are in three columns.</summary>
    public static AdvisoryKey Key(PostgresRow row, int column) => new(row.GetString(column), row.GetString(column + 1), row.GetString(column + 2) is { Length: > 0 } part ? part : null);

    private static void Add(PostgresSession session, IReadOnlyList<AdvisoryKey> keys) => session.Queue("""
        INSERT INTO vulnerabilities(advisory, source, part)
        SELECT g.advisory, g.source, g.part FROM unnest($1, $2, $3) AS g(advisory, source, part)
        WHERE NOT EXISTS(SELECT 1 FROM vulnerabilities v WHERE v.advisory = g.advisory AND v.source = g.source AND v.part = g.part) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING
        """, keys.Select(k => k.Id).ToArray(), keys.Select(k => k.Source).ToArray(), keys.Select(k => k.Part ?? "").ToArray());

    private static void Apply(PostgresSession session, IReadOnlyList<MatchChange> changes, DateTimeOffset at)
    {
        var (components, advisories) = (changes.Select(c => c.Component).ToArray(), changes.Select(c => c.Advisory.Id).ToArray());
        var (sources, parts) = (changes.Select(c => c.Advisory.Source).ToArray(), changes.Select(c => c.Advisory.Part ?? "").ToArray());
        var status = changes.Select(c => c.Status is { } s ? (long)s : default(long?)).ToArray();
        session.Queue($"""
            WITH ended AS (
              DELETE FROM component_matches m USING (SELECT g.component, v.id FROM {OfChange} WHERE g.status IS NULL) e
              WHERE m.component = e.component AND m.vulnerability = e.id RETURNING m.vulnerability, m.component, m.since, m.status)
            INSERT INTO ended_matches(vulnerability, component, since, until, status) SELECT vulnerability, component, since, $6, status FROM ended
            ON CONFLICT(vulnerability, component, since) DO UPDATE SET until = excluded.until
            """, components, advisories, sources, parts, status, at);
        session.Queue($"""
            INSERT INTO component_matches(component, vulnerability, status, since) SELECT g.component, v.id, g.status, $6 FROM {OfChange} WHERE g.status IS NOT NULL ORDER BY 1, 2
            ON CONFLICT(component, vulnerability) DO UPDATE SET status = excluded.status
            """, components, advisories, sources, parts, status, at);
    }
}
