using Plimsoll.Storage.Metadata.Advisories;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Advisories;

/// <summary>Feeds and how reading them went.</summary>
internal static class FeedRows
{
    public static long Ensure(SqliteSession session, string feed) => session.Number("SELECT id FROM feeds WHERE name = ?1", feed) ?? session.Insert("INSERT INTO feeds(name) VALUES(?1)", feed);

    public static void CountVersion(SqliteSession session) => session.Execute("UPDATE advisory_version SET version = version + 1");

    public static List<FeedState> List(SqliteSession session) => session.All($"SELECT {AdvisoryColumns.Feed} FROM feeds ORDER BY name", AdvisoryColumns.MapFeed);

    public static bool EndRun(SqliteSession session, FeedRun run)
    {
        var id = Ensure(session, run.Feed);
        session.Execute("""
            UPDATE feeds SET origin = coalesce(?2, origin), tried_at = ?3, fetched_at = CASE WHEN ?4 IS NULL THEN ?3 ELSE fetched_at END, error = ?4 WHERE id = ?1
            """, id, run.Origin, run.At, run.Error);
        if (run.Error is not null || run.IsUnchanged) return true;
        session.Execute("DELETE FROM feed_problems WHERE feed = ?1", id);
        foreach (var (problem, ordinal) in run.Problems.Take(FeedRun.MaxProblems).Select((problem, ordinal) => (problem, ordinal)))
            session.Execute("INSERT INTO feed_problems(feed, ordinal, file, record, reason) VALUES(?1, ?2, ?3, ?4, ?5)", id, ordinal, problem.File, problem.Record, problem.Reason);
        session.Execute("""
            UPDATE feeds SET problem_count = ?2, etag = ?3, last_modified = ?4, records = (SELECT count(*) FROM advisories WHERE feed = ?1)
                + (SELECT count(*) FROM enrichments WHERE kev_feed = ?1 OR epss_feed = ?1) + (SELECT count(*) FROM vex_documents WHERE feed = ?1) WHERE id = ?1
            """, id, run.ProblemCount, run.ETag, run.LastModified);
        session.Execute("DELETE FROM feed_namespaces WHERE feed = ?1", id);
        session.Execute("""
            INSERT INTO feed_namespaces(feed, namespace)
            SELECT DISTINCT ?1, n.namespace FROM advisories a JOIN statements t ON t.advisory = a.id JOIN package_names n ON n.id = t.package_name WHERE a.feed = ?1
            """, id);
        return true;
    }

    public static AdvisoryChanges? Remove(SqliteSession session, string feed)
    {
        if (session.Number("SELECT id FROM feeds WHERE name = ?1", feed) is not { } id) return null;
        var changes = new AdvisoryRows(session).Remove(session.All("SELECT id FROM advisories WHERE feed = ?1", static row => row.GetInt64(0), id));
        session.Execute("DELETE FROM vex_documents WHERE feed = ?1", id);
        session.Execute("UPDATE enrichments SET kev_added = NULL, kev_feed = NULL WHERE kev_feed = ?1", id);
        session.Execute("UPDATE enrichments SET epss = NULL, percentile = NULL, epss_day = NULL, epss_before = NULL, epss_feed = NULL WHERE epss_feed = ?1", id);
        session.Execute("DELETE FROM enrichments WHERE kev_added IS NULL AND epss IS NULL");
        session.Execute("DELETE FROM feeds WHERE id = ?1", id);
        CountVersion(session);
        return changes;
    }
}
