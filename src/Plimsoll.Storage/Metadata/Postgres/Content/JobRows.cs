using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Rows of runs in the background.</summary>
internal static class JobRows
{
    private const string Open = "kind = $1 AND key = $2 AND state IN ('waiting', 'running')";

    public static async Task<JobRun> RequestAsync(PostgresSession session, string kind, string key, DateTimeOffset now) =>
        await session.FirstAsync($"UPDATE job_runs SET due_at = least(due_at, $3) WHERE kind = $1 AND key = $2 AND state = 'waiting' RETURNING {JobColumns.All}", JobColumns.Map, kind, key, now)
        ?? await session.FirstAsync($"SELECT {JobColumns.All} FROM job_runs WHERE {Open}", JobColumns.Map, kind, key)
        ?? (await session.FirstAsync($"INSERT INTO job_runs(id, kind, key, state, due_at) VALUES($1, $2, $3, 'waiting', $4) RETURNING {JobColumns.All}", JobColumns.Map, Guid.CreateVersion7(now), kind, key, now))!;

    public static async Task<JobRun?> BeginAsync(PostgresSession session, JobClaim claim, DateTimeOffset now)
    {
        // Of two servers that ask at once, the second waits here and finds the lease of the first.
        var open = await session.FirstAsync($"SELECT {JobColumns.All} FROM job_runs WHERE {Open} FOR UPDATE", JobColumns.Map, claim.Kind, claim.Key);
        if (open is null)
        {
            if (claim.Every is not { } every || await BeganWithinAsync(session, claim, every, now)) return null;
            open = await RequestAsync(session, claim.Kind, claim.Key, now);
        }
        return open.DueAt > now ? null : await session.FirstAsync($"""
            UPDATE job_runs SET state = 'running', attempts = attempts + 1, started_at = $2, heartbeat_at = $2, finished_at = NULL, holder = $3, due_at = $4
            WHERE id = $1 RETURNING {JobColumns.All}
            """, JobColumns.Map, open.Id, now, claim.Holder, now + claim.Lease);
    }

    public static async Task<bool> RenewAsync(PostgresSession session, Guid id, string holder, string? progress, DateTimeOffset now, TimeSpan lease) => await session.ExecuteAsync("""
        UPDATE job_runs SET heartbeat_at = $4, due_at = $5, progress = coalesce($3, progress) WHERE id = $1 AND holder = $2 AND state = 'running'
        """, id, holder, progress, now, now + lease) > 0;

    public static async Task<bool> CompleteAsync(PostgresSession session, Guid id, string holder, string? result, DateTimeOffset now) => Ended(session, id, await session.ExecuteAsync("""
        UPDATE job_runs SET state = 'done', heartbeat_at = $4, finished_at = $4, progress = coalesce($3, progress), error = NULL WHERE id = $1 AND holder = $2 AND state = 'running'
        """, id, holder, result, now));

    public static async Task<bool> FailAsync(PostgresSession session, Guid id, string holder, string error, DateTimeOffset now, TimeSpan? retryAfter) => Ended(session, id, await session.ExecuteAsync("""
        UPDATE job_runs SET state = CASE WHEN $5::bigint IS NULL THEN 'failed' ELSE 'waiting' END, due_at = coalesce($5, due_at), heartbeat_at = $4, finished_at = $4, error = $3
        WHERE id = $1 AND holder = $2 AND state = 'running'
        """, id, holder, error, now, now + retryAfter));

    public static async Task<JobRetry> RetryAsync(PostgresSession session, Guid id, DateTimeOffset now)
    {
        if (await session.FirstAsync($"SELECT {JobColumns.All} FROM job_runs WHERE id = $1 FOR UPDATE", JobColumns.Map, id) is not { } run) return JobRetry.Unknown;
        if (run.State != JobState.Failed || await session.ExistsAsync($"SELECT 1 FROM job_runs WHERE {Open}", run.Kind, run.Key)) return JobRetry.NotFailed;
        session.Queue("UPDATE job_runs SET state = 'waiting', attempts = 0, due_at = $2 WHERE id = $1", id, now);
        return JobRetry.Waiting;
    }

    public static Task<List<JobRun>> ListAsync(PostgresSession session, JobQuery query)
    {
        var values = new List<PostgresValue> { query.Before ?? JobColumns.Last, Math.Max(query.Limit, 0) };
        var where = "id < $1";
        if (query.Kind is { } kind)
        {
            values.Add(kind);
            where += $" AND kind = ${values.Count}";
        }
        if (query.State is { } state)
        {
            values.Add(JobColumns.NameOf(state));
            where += $" AND state = ${values.Count}";
        }
        return session.AllAsync($"SELECT {JobColumns.All} FROM job_runs WHERE {where} ORDER BY id DESC LIMIT $2", JobColumns.Map, [.. values]);
    }

    private static async Task<bool> BeganWithinAsync(PostgresSession session, JobClaim claim, TimeSpan every, DateTimeOffset now)
    {
        var began = await session.NumberAsync("SELECT started_at FROM job_runs WHERE kind = $1 AND key = $2 ORDER BY id DESC LIMIT 1", claim.Kind, claim.Key);
        return JobColumns.IsWithin(began, every, now);
    }

    /// <summary>Forgets what lies too far back.</summary>
    private static bool Ended(PostgresSession session, Guid id, int changed)
    {
        if (changed == 0) return false;
        session.Queue("""
            DELETE FROM job_runs WHERE (kind, key) = (SELECT kind, key FROM job_runs WHERE id = $1) AND state IN ('done', 'failed') AND id <
              (SELECT id FROM job_runs WHERE (kind, key) = (SELECT kind, key FROM job_runs WHERE id = $1) ORDER BY id DESC LIMIT 1 OFFSET $2)
            """, id, IJobStore.Remembered - 1);
        return true;
    }
}
