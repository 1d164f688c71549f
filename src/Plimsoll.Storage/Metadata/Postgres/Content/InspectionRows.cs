using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

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
        UPDATE inspections SET state = 'running', attempts = attempts + 1, due_at = $3
        WHERE scanner_version = $1 AND digest = (
          SELECT digest FROM inspections WHERE scanner_version = $1 AND state IN ('waiting', 'running') AND due_at <= $2 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING repository, digest, attempts
        """, static row => new InspectionJob(RepositoryName.Parse(row.GetString(0)), row.GetDigest(1), row.GetInt32(2)), scannerVersion, now, leaseUntil);
}
