using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of runs in the background.</summary>
internal static class JobRows
{

    public static JobRun Request(SqliteSession session, string kind, string key, DateTimeOffset now) =>
        session.First($"UPDATE job_runs SET due_at = min(due_at, ?3) WHERE kind = ?1 AND key = ?2 AND state = 'waiting' RETURNING {JobColumns.All}", JobColumns.Map, kind, key, now)
        ?? session.First($"SELECT {JobColumns.All} FROM job_runs WHERE kind = ?1 AND key = ?2 AND state IN ('waiting', 'running')", JobColumns.Map, kind, key)
        ?? session.First($"INSERT INTO job_runs(id, kind, key, state, due_at) VALUES(?1, ?2, ?3, 'waiting', ?4) RETURNING {JobColumns.All}", JobColumns.Map, Guid.CreateVersion7(now), kind, key, now)!;

    public static JobRun? Begin(SqliteSession session, JobClaim claim, DateTimeOffset now)
    {
        var open = session.First($"SELECT {JobColumns.All} FROM job_runs WHERE kind = ?1 AND key = ?2 AND state IN ('waiting', 'running')", JobColumns.Map, claim.Kind, claim.Key);
        if (open is null)
        {
            if (claim.Every is not { } every || BeganWithin(session, claim, every, now)) return null;
            open = Request(session, claim.Kind, claim.Key, now);
        }
        return open.DueAt > now ? null : session.First($"""
            UPDATE job_runs SET state = 'running', attempts = attempts + 1, started_at = ?2, heartbeat_at = ?2, finished_at = NULL, holder = ?3, due_at = ?4
            WHERE id = ?1 RETURNING {JobColumns.All}
            """, JobColumns.Map, open.Id, now, claim.Holder, now + claim.Lease);
    }

    private static bool BeganWithin(SqliteSession session, JobClaim claim, TimeSpan every, DateTimeOffset now)
    {
        var began = session.Number("SELECT started_at FROM job_runs WHERE kind = ?1 AND key = ?2 ORDER BY id DESC LIMIT 1", claim.Kind, claim.Key);
        return JobColumns.IsWithin(began, every, now);
    }

    public static bool Renew(SqliteSession session, Guid id, string holder, string? progress, DateTimeOffset now, DateTimeOffset leaseUntil) => session.Execute("""
        UPDATE job_runs SET heartbeat_at = ?4, due_at = ?5, progress = ifnull(?3, progress) WHERE id = ?1 AND holder = ?2 AND state = 'running'
        """, id, holder, progress, now, leaseUntil) > 0;

    public static bool Complete(SqliteSession session, Guid id, string holder, string? result, DateTimeOffset now) => Ended(session, id, session.Execute("""
        UPDATE job_runs SET state = 'done', heartbeat_at = ?4, finished_at = ?4, progress = ifnull(?3, progress), error = NULL WHERE id = ?1 AND holder = ?2 AND state = 'running'
        """, id, holder, result, now));

    public static bool Fail(SqliteSession session, Guid id, string holder, string error, DateTimeOffset now, DateTimeOffset? retryAt) => Ended(session, id, session.Execute("""
        UPDATE job_runs SET state = iif(?5 IS NULL, 'failed', 'waiting'), due_at = ifnull(?5, due_at), heartbeat_at = ?4, finished_at = ?4, error = ?3
        WHERE id = ?1 AND holder = ?2 AND state = 'running'
        """, id, holder, error, now, retryAt));

    public static JobRetry Retry(SqliteSession session, Guid id, DateTimeOffset now)
    {
        if (session.First($"SELECT {JobColumns.All} FROM job_runs WHERE id = ?1", JobColumns.Map, id) is not { } run) return JobRetry.Unknown;
        if (run.State != JobState.Failed || session.Exists("SELECT 1 FROM job_runs WHERE kind = ?1 AND key = ?2 AND state IN ('waiting', 'running')", run.Kind, run.Key)) return JobRetry.NotFailed;
        session.Execute("UPDATE job_runs SET state = 'waiting', attempts = 0, due_at = ?2 WHERE id = ?1", id, now);
        return JobRetry.Waiting;
    }

    public static List<JobRun> List(SqliteSession session, JobQuery query)
    {
        var kind = query.Kind is null ? "" : " AND kind = ?2";
        var state = query.State is null ? "" : " AND state = ?3";
        return session.All($"SELECT {JobColumns.All} FROM job_runs WHERE id < ?1{kind}{state} ORDER BY id DESC LIMIT ?4", JobColumns.Map,
            query.Before ?? JobColumns.Last, query.Kind, query.State is { } wanted ? JobColumns.NameOf(wanted) : null, Math.Max(query.Limit, 0));
    }

    /// <summary>Forgets what lies too far back.</summary>
    private static bool Ended(SqliteSession session, Guid id, int changed)
    {
        if (changed == 0) return false;
        session.Execute("""
            DELETE FROM job_runs WHERE (kind, key) = (SELECT kind, key FROM job_runs WHERE id = ?1) AND state IN ('done', 'failed') AND id <
              (SELECT id FROM job_runs WHERE (kind, key) = (SELECT kind, key FROM job_runs WHERE id = ?1) ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """, id, IJobStore.Remembered - 1);
        return true;
    }
}
