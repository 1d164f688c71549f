using System.Globalization;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Exposure;

/// <summary>What is known against components, and what is told of it.</summary>
internal static class MatchRows
{
    // By the index, whatever the planner thinks of how many there are: it is asked while the table grows, and would read all of it.
    private const string OfKey = "CROSS JOIN LATERAL (SELECT id FROM vulnerabilities k WHERE k.advisory = g.advisory AND k.source = g.source AND k.part = g.part LIMIT 1) v";
    private const string OfChange = "unnest($1, $2, $3, $4, $5, $7) AS g(component, advisory, source, part, status, fixable) " + OfKey;

    public static async Task<bool> UpdateAsync(PostgresSession session, MatchUpdate update)
    {
        await ComponentRows.AddKeysAsync(session, update.Names);
        if (update.Changes.Count + update.Events.Count > 0) Add(session, [.. update.Changes.Select(c => c.Advisory).Concat(update.Events.Select(e => e.Advisory)).Distinct()]);
        if (update.Changes.Count > 0) Apply(session, [.. update.Changes.OrderBy(c => c.Component)], update.At);
        if (update.Events.Count > 0) Tell(session, update.Events, update.At);
        if (update.Summary is { } summary)
            session.Queue("INSERT INTO outbox(at, kind, subject, detail) VALUES($1, 'bulk', '', $2)", update.At, string.Create(CultureInfo.InvariantCulture, $"{summary.Records} {summary.Added} {summary.Removed}"));
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
        SELECT m.component, v.source, v.advisory, v.part, m.status, m.since, m.fixable FROM unnest($1) AS g(component)
        CROSS JOIN LATERAL (SELECT * FROM component_matches o WHERE o.component = g.component OFFSET 0) m CROSS JOIN LATERAL (SELECT * FROM vulnerabilities k WHERE k.id = m.vulnerability LIMIT 1) v
        """, static row => new StoredMatch(row.GetInt64(0), Key(row, 1), (AffectedStatus)row.GetInt64(4), row.GetTime(5), row.GetInt64OrNull(6) is { } fixable ? fixable != 0 : null), components.ToArray());

    public static Task<List<(AdvisoryKey Advisory, long Component)>> HeldAsync(PostgresSession session, IReadOnlyList<AdvisoryKey> keys) => session.AllAsync($"""
        SELECT g.source, g.advisory, g.part, m.component FROM unnest($1, $2, $3) AS g(advisory, source, part) {OfKey}
        CROSS JOIN LATERAL (SELECT o.component FROM component_matches o WHERE o.vulnerability = v.id OFFSET 0) m
        """, static row => (Key(row, 0), row.GetInt64(3)), keys.Select(k => k.Id).ToArray(), keys.Select(k => k.Source).ToArray(), keys.Select(k => k.Part ?? "").ToArray());

    public static Task<List<ChangeEvent>> EventsAsync(PostgresSession session, long after, int limit) => session.AllAsync("""
        SELECT e.seq, e.at, v.source, v.advisory, v.part, e.added, e.removed, e.components, e.sets, e.images, e.fixable FROM change_events e JOIN vulnerabilities v ON v.id = e.vulnerability
        WHERE e.seq > $1 ORDER BY e.seq LIMIT $2
        """, static row => new ChangeEvent(Key(row, 2), (int)row.GetInt64(5), (int)row.GetInt64(6), (int)row.GetInt64(7), row.IsNull(8) || row.IsNull(9) ? null : new ExposureCount(row.GetInt64(8), row.GetInt64(9)))
    {
        Sequence = row.GetInt64(0),
        At = row.GetTime(1),
        Fixable = (int)row.GetInt64(10),
    }, after, limit);

    /// <summary>The record whose source, identifier and part are in three columns.</summary>
    public static AdvisoryKey Key(PostgresRow row, int column) => new(row.GetString(column), row.GetString(column + 1), row.GetString(column + 2) is { Length: > 0 } part ? part : null);

    private static void Tell(PostgresSession session, IReadOnlyList<ChangeEvent> told, DateTimeOffset at) => session.Queue($"""
        INSERT INTO change_events(at, kind, vulnerability, added, removed, components, sets, images, fixable)
        SELECT $1, g.kind, v.id, g.added, g.removed, g.components, g.sets, g.images, g.fixable
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) WITH ORDINALITY AS g(kind, advisory, source, part, added, removed, components, sets, images, fixable, ordinal)
        {OfKey} ORDER BY g.ordinal
        """, at, told.Select(e => e.Kind).ToArray(), told.Select(e => e.Advisory.Id).ToArray(), told.Select(e => e.Advisory.Source).ToArray(), told.Select(e => e.Advisory.Part ?? "").ToArray(),
        told.Select(e => (long)e.Added).ToArray(), told.Select(e => (long)e.Removed).ToArray(), told.Select(e => (long)e.Components).ToArray(), told.Select(e => e.Count?.Sets).ToArray(), told.Select(e => e.Count?.Images).ToArray(),
        told.Select(e => (long)e.Fixable).ToArray());

    private static void Add(PostgresSession session, IReadOnlyList<AdvisoryKey> keys) => session.Queue("""
        INSERT INTO vulnerabilities(advisory, source, part)
        SELECT g.advisory, g.source, g.part FROM unnest($1, $2, $3) AS g(advisory, source, part)
        LEFT JOIN LATERAL (SELECT 1 AS one FROM vulnerabilities k WHERE k.advisory = g.advisory AND k.source = g.source AND k.part = g.part LIMIT 1) known ON true WHERE known.one IS NULL ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING
        """, keys.Select(k => k.Id).ToArray(), keys.Select(k => k.Source).ToArray(), keys.Select(k => k.Part ?? "").ToArray());

    private static void Apply(PostgresSession session, IReadOnlyList<MatchChange> changes, DateTimeOffset at)
    {
        var (components, advisories) = (changes.Select(c => c.Component).ToArray(), changes.Select(c => c.Advisory.Id).ToArray());
        var (sources, parts) = (changes.Select(c => c.Advisory.Source).ToArray(), changes.Select(c => c.Advisory.Part ?? "").ToArray());
        var status = changes.Select(c => c.Status is { } s ? (long)s : default(long?)).ToArray();
        var fixable = changes.Select(c => c.IsFixable ? 1L : 0L).ToArray();
        session.Queue($"""
            WITH ended AS (
              DELETE FROM component_matches m USING (SELECT g.component, v.id FROM {OfChange} WHERE g.status IS NULL) e
              WHERE m.component = e.component AND m.vulnerability = e.id RETURNING m.vulnerability, m.component, m.since, m.status)
            INSERT INTO ended_matches(vulnerability, component, since, until, status) SELECT vulnerability, component, since, $6, status FROM ended
            ON CONFLICT(vulnerability, component, since) DO UPDATE SET until = excluded.until
            """, components, advisories, sources, parts, status, at, fixable);
        session.Queue($"""
            INSERT INTO component_matches(component, vulnerability, status, since, fixable) SELECT g.component, v.id, g.status, $6, g.fixable FROM {OfChange} WHERE g.status IS NOT NULL ORDER BY 1, 2
            ON CONFLICT(component, vulnerability) DO UPDATE SET status = excluded.status, fixable = excluded.fixable
            """, components, advisories, sources, parts, status, at, fixable);
    }
}
