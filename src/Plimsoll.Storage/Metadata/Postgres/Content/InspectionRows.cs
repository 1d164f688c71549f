using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>The queue of inspections.</summary>
internal static class InspectionRows
{
    /// <summary>Queues an image, unless it waits, runs or is done; one that failed for good is tried again.</summary>
    public static void Enqueue(PostgresSession session, RepositoryName repository, Digest manifest, int scannerVersion, DateTimeOffset now) => session.Queue("""
        INSERT INTO inspections(digest, scanner_version, repository, state, due_at) VALUES($1, $2, $3, 'waiting', $4)
        ON CONFLICT(digest, scanner_version) DO UPDATE
          SET state = 'waiting', repository = excluded.repository, attempts = 0, due_at = excluded.due_at, error = NULL WHERE inspections.state = 'failed'
        """, manifest, scannerVersion, repository, now);

    /// <summary>Leases the job that is due longest: one that waits, or one whose lease ended. Those that another server is just taking are passed over.</summary>
    public static Task<InspectionJob?> TakeAsync(PostgresSession session, int scannerVersion, DateTimeOffset now, DateTimeOffset leaseUntil) => session.FirstAsync("""
        UPDATE inspections SET state = 'running', attempts = attempts + 1, due_at = $3, started_at = $2
        WHERE scanner_version = $1 AND digest = (
          SELECT digest FROM inspections WHERE scanner_version = $1 AND state IN ('waiting', 'running') AND due_at <= $2 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING repository, digest, attempts
        """, static row => new InspectionJob(RepositoryName.Parse(row.GetString(0)), row.GetDigest(1), row.GetInt32(2)), scannerVersion, now, leaseUntil);

    public static Task<List<OpenInspection>> ListOpenAsync(PostgresSession session, int scannerVersion, string? state, (string State, Digest Digest)? after, int limit)
    {
        const string Open = "SELECT " + InspectionColumns.OfOpen + " FROM inspections WHERE scanner_version = $1 AND state <> 'done' AND ";
        var digest = after?.Digest.Value ?? "";
        var most = Math.Max(limit, 0);
        return state is null
            ? session.AllAsync(Open + "(state COLLATE \"C\", digest) > ($4, $2) ORDER BY state COLLATE \"C\", digest LIMIT $3", InspectionColumns.MapOpen, scannerVersion, digest, most, after?.State ?? "")
            : session.AllAsync(Open + "state = $4 AND digest > $2 ORDER BY digest LIMIT $3", InspectionColumns.MapOpen, scannerVersion, digest, most, state);
    }

    /// <summary>Walks the primary key, so that a page costs what it shows and what lies between.</summary>
    public static async Task<IReadOnlyList<OutdatedImage>> ListOutdatedAsync(PostgresSession session, int scannerVersion, Digest? after, int limit) => await session.AllAsync("""
        SELECT i.digest, place.name FROM inspections i
        CROSS JOIN LATERAL (SELECT r.name FROM manifests m JOIN repositories r ON r.id = m.repository_id WHERE m.digest = i.digest ORDER BY m.repository_id LIMIT 1) AS place
        WHERE i.digest > $2 AND i.scanner_version < $1
          AND NOT EXISTS(SELECT 1 FROM inspections later WHERE later.digest = i.digest AND later.scanner_version > i.scanner_version)
        ORDER BY i.digest LIMIT $3
        """, static row => new OutdatedImage(row.GetDigest(0), RepositoryName.Parse(row.GetString(1))), scannerVersion, after?.Value ?? "", Math.Max(limit, 0));

    public static async Task<InspectionCounts> CountOpenAsync(PostgresSession session, int scannerVersion) => InspectionColumns.Count(await session.AllAsync(
        "SELECT state, count(*) FROM inspections WHERE scanner_version = $1 AND state <> 'done' GROUP BY state", static row => (row.GetString(0), row.GetInt64(1)), scannerVersion));

    public static async Task<JobRetry> RetryAsync(PostgresSession session, Digest manifest, int scannerVersion, DateTimeOffset now)
    {
        var waits = await session.ExecuteAsync("""
            UPDATE inspections SET state = 'waiting', attempts = 0, due_at = $3, error = NULL WHERE digest = $1 AND scanner_version = $2 AND state = 'failed'
            """, manifest, scannerVersion, now) > 0;
        if (waits) return JobRetry.Waiting;
        return await session.ExistsAsync("SELECT 1 FROM inspections WHERE digest = $1 AND scanner_version = $2", manifest, scannerVersion) ? JobRetry.NotFailed : JobRetry.Unknown;
    }
}
