using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Advisories;

/// <summary>Feeds and how reading them went.</summary>
internal static class FeedRows
{
    /// <summary>The number of a feed, whose row is locked until the end of the change.</summary>
    public static async Task<long> EnsureAsync(PostgresSession session, string feed) => (await session.NumberAsync(
        "INSERT INTO feeds(name) VALUES($1) ON CONFLICT(name) DO UPDATE SET name = excluded.name RETURNING id", feed))!.Value;

    public static void CountVersion(PostgresSession session) => session.Queue("UPDATE advisory_version SET version = version + 1");

    public static async Task<bool> EndRunAsync(PostgresSession session, FeedRun run)
    {
        var id = await EnsureAsync(session, run.Feed);
        session.Queue("""
            UPDATE feeds SET origin = coalesce($2, origin), tried_at = $3, fetched_at = CASE WHEN $4::text IS NULL THEN $3 ELSE fetched_at END, error = $4 WHERE id = $1
            """, id, run.Origin, run.At, run.Error);
        if (run.Error is not null || run.IsUnchanged) return true;
        session.Queue("DELETE FROM feed_problems WHERE feed = $1", id);
        var problems = run.Problems.Take(FeedRun.MaxProblems).ToArray();
        session.Queue("INSERT INTO feed_problems(feed, ordinal, file, record, reason) SELECT $1, w.ordinal - 1, w.file, w.record, w.reason FROM unnest($2, $3, $4) WITH ORDINALITY AS w(file, record, reason, ordinal)",
            id, Array.ConvertAll(problems, problem => problem.File), Array.ConvertAll(problems, problem => problem.Record), Array.ConvertAll(problems, problem => problem.Reason));
        session.Queue("""
            UPDATE feeds SET problem_count = $2, etag = $3, last_modified = $4, records = (SELECT count(*) FROM advisories WHERE feed = $1)
                + (SELECT count(*) FROM enrichments WHERE kev_feed = $1 OR epss_feed = $1) + (SELECT count(*) FROM vex_documents WHERE feed = $1) WHERE id = $1
            """, id, run.ProblemCount, run.ETag, run.LastModified);
        session.Queue("DELETE FROM feed_namespaces WHERE feed = $1", id);
        session.Queue("""
            INSERT INTO feed_namespaces(feed, namespace)
            SELECT DISTINCT $1::bigint, n.namespace FROM advisories a JOIN statements t ON t.advisory = a.id JOIN package_names n ON n.id = t.package_name WHERE a.feed = $1
            """, id);
        return true;
    }

    public static async Task<AdvisoryChanges?> RemoveAsync(PostgresSession session, string feed)
    {
        if (await session.NumberAsync("SELECT id FROM feeds WHERE name = $1 FOR UPDATE", feed) is not { } id) return null;
        var changes = await new AdvisoryRows(session).RemoveAsync(await session.AllAsync("SELECT id FROM advisories WHERE feed = $1", static row => row.GetInt64(0), id));
        session.Queue("DELETE FROM vex_documents WHERE feed = $1", id);
        session.Queue("UPDATE enrichments SET kev_added = NULL, kev_feed = NULL WHERE kev_feed = $1", id);
        session.Queue("UPDATE enrichments SET epss = NULL, percentile = NULL, epss_day = NULL, epss_before = NULL, epss_feed = NULL WHERE epss_feed = $1", id);
        session.Queue("DELETE FROM enrichments WHERE kev_added IS NULL AND epss IS NULL");
        session.Queue("DELETE FROM feeds WHERE id = $1", id);
        CountVersion(session);
        return changes;
    }
}
