using System.Globalization;
using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Exposure;

/// <summary>What is known against components, and what is told of it.</summary>
internal static class MatchRows
{
    public static bool Update(SqliteSession session, MatchUpdate update)
    {
        foreach (var (component, key) in update.Names) ComponentRows.AddKey(session, component, key);
        foreach (var change in update.Changes) Apply(session, change, update.At);
        foreach (var told in update.Events)
        {
            session.Execute("INSERT INTO change_events(at, kind, vulnerability, added, removed, components, sets, images, fixable) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                update.At, told.Kind, Vulnerability(session, told.Advisory), told.Added, told.Removed, told.Components, told.Count?.Sets, told.Count?.Images, told.Fixable);
        }
        if (update.Summary is { } summary)
            session.Execute("INSERT INTO outbox(at, kind, subject, detail) VALUES(?1, 'bulk', '', ?2)", update.At, string.Create(CultureInfo.InvariantCulture, $"{summary.Records} {summary.Added} {summary.Removed}"));
        foreach (var task in update.Tasks) session.Execute("DELETE FROM match_queue WHERE namespace = ?1 AND name = ?2 AND stamp = ?3", task.Key.Namespace, task.Key.Name, task.Stamp);
        foreach (var component in update.NewComponents) session.Execute("DELETE FROM new_components WHERE component = ?1", component);
        if (update.Progress is { } progress)
        {
            session.Execute("INSERT INTO match_progress(id, version, position) VALUES(1, ?1, ?2) ON CONFLICT(id) DO UPDATE SET version = excluded.version, position = excluded.position",
                progress.Version, progress.Position ?? -1);
        }
        return true;
    }

    public static List<StoredMatch> Of(SqliteSession session, long component) => session.All("""
        SELECT m.component, v.source, v.advisory, v.part, m.status, m.since, m.fixable FROM component_matches m CROSS JOIN vulnerabilities v ON v.id = m.vulnerability WHERE m.component = ?1
        """, static row => new StoredMatch(row.GetInt64(0), Key(row, 1), (AffectedStatus)row.GetInt32(4), row.GetTime(5), row.GetInt64OrNull(6) is { } fixable ? fixable != 0 : null), component);

    public static List<long> Held(SqliteSession session, AdvisoryKey key) => session.All("""
        SELECT m.component FROM vulnerabilities v CROSS JOIN component_matches m INDEXED BY component_matches_by_vulnerability ON m.vulnerability = v.id
        WHERE v.advisory = ?1 AND v.source = ?2 AND v.part = ?3
        """, static row => row.GetInt64(0), key.Id, key.Source, key.Part ?? "");

    public static List<ChangeEvent> Events(SqliteSession session, long after, int limit) => session.All("""
        SELECT e.seq, e.at, v.source, v.advisory, v.part, e.added, e.removed, e.components, e.sets, e.images, e.fixable FROM change_events e CROSS JOIN vulnerabilities v ON v.id = e.vulnerability
        WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2
        """, static row => new ChangeEvent(Key(row, 2), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.IsNull(8) || row.IsNull(9) ? null : new ExposureCount(row.GetInt64(8), row.GetInt64(9)))
    {
        Sequence = row.GetInt64(0),
        At = row.GetTime(1),
        Fixable = (int)row.GetInt64(10),
    }, after, limit);

    /// <summary>The record whose source, identifier and part are in three columns.</summary>
    public static AdvisoryKey Key(SqliteRow row, int column) => new(row.GetString(column), row.GetString(column + 1), row.GetString(column + 2) is { Length: > 0 } part ? part : null);

    private static void Apply(SqliteSession session, MatchChange change, DateTimeOffset at)
    {
        var vulnerability = Vulnerability(session, change.Advisory);
        if (change.Status is { } status)
        {
            session.Execute("""
                INSERT INTO component_matches(component, vulnerability, status, since, fixable) VALUES(?1, ?2, ?3, ?4, ?5)
                ON CONFLICT(component, vulnerability) DO UPDATE SET status = excluded.status, fixable = excluded.fixable
                """, change.Component, vulnerability, (int)status, at, change.IsFixable ? 1 : 0);
            return;
        }
        session.Execute("""
            INSERT INTO ended_matches(vulnerability, component, since, until, status)
            SELECT vulnerability, component, since, ?3, status FROM component_matches WHERE component = ?1 AND vulnerability = ?2
            ON CONFLICT(vulnerability, component, since) DO UPDATE SET until = excluded.until
            """, change.Component, vulnerability, at);
        session.Execute("DELETE FROM component_matches WHERE component = ?1 AND vulnerability = ?2", change.Component, vulnerability);
    }

    private static long Vulnerability(SqliteSession session, AdvisoryKey key) =>
        session.Number("SELECT id FROM vulnerabilities WHERE advisory = ?1 AND source = ?2 AND part = ?3", key.Id, key.Source, key.Part ?? "")
        ?? session.Insert("INSERT INTO vulnerabilities(advisory, source, part) VALUES(?1, ?2, ?3)", key.Id, key.Source, key.Part ?? "");
}
