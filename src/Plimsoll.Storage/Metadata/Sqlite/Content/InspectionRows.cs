using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The queue of inspections.</summary>
internal static class InspectionRows
{
    /// <summary>Queues an image, unless it waits, runs or is done; one that failed for good is tried again.</summary>
    public static int Enqueue(SqliteSession session, RepositoryName repository, Digest manifest, int scannerVersion, DateTimeOffset now) => session.Execute("""
        INSERT INTO inspections(digest, scanner_version, repository, state, due_at) VALUES(?1, ?2, ?3, 'waiting', ?4)
        ON CONFLICT(digest, scanner_version) DO UPDATE
          SET state = 'waiting', repository = excluded.repository, attempts = 0, due_at = excluded.due_at, error = NULL WHERE state = 'failed'
        """, manifest, scannerVersion, repository, now);

    /// <summary>Leases the job that is due longest: one that waits, or one whose lease ended.</summary>
    public static InspectionJob? Take(SqliteSession session, int scannerVersion, DateTimeOffset now, DateTimeOffset leaseUntil) => session.First("""
        UPDATE inspections SET state = 'running', attempts = attempts + 1, due_at = ?3, started_at = ?2
        WHERE rowid = (
          SELECT rowid FROM inspections WHERE scanner_version = ?1 AND state IN ('waiting', 'running') AND due_at <= ?2 ORDER BY due_at LIMIT 1)
        RETURNING repository, digest, attempts
        """, static row => new InspectionJob(RepositoryName.Parse(row.GetString(0)), row.GetDigest(1), row.GetInt32(2)), scannerVersion, now, leaseUntil);

    public static List<OpenInspection> ListOpen(SqliteSession session, int scannerVersion, string? state, (string State, Digest Digest)? after, int limit) => session.All($"""
        SELECT {InspectionColumns.OfOpen} FROM inspections
        WHERE scanner_version = ?1 AND state <> 'done' AND {(state is null ? "(state, digest) > (?3, ?4)" : "state = ?2 AND digest > ?4")} ORDER BY state, digest LIMIT ?5
        """, InspectionColumns.MapOpen, scannerVersion, state, after?.State ?? "", after?.Digest.Value ?? "", Math.Max(limit, 0));

    /// <summary>Walks the primary key, so that a page costs what it shows and what lies between.</summary>
    public static List<OutdatedImage> ListOutdated(SqliteSession session, int scannerVersion, Digest? after, int limit) => session.All("""
        SELECT i.digest, (SELECT r.name FROM manifests m JOIN repositories r ON r.id = m.repository_id WHERE m.digest = i.digest ORDER BY m.repository_id LIMIT 1) AS place
        FROM inspections i
        WHERE i.digest > ?2 AND i.scanner_version < ?1 AND place IS NOT NULL
          AND NOT EXISTS(SELECT 1 FROM inspections later WHERE later.digest = i.digest AND later.scanner_version > i.scanner_version)
        ORDER BY i.digest LIMIT ?3
        """, static row => new OutdatedImage(row.GetDigest(0), RepositoryName.Parse(row.GetString(1))), scannerVersion, after?.Value ?? "", Math.Max(limit, 0));

    public static InspectionCounts CountOpen(SqliteSession session, int scannerVersion) => InspectionColumns.Count(session.All(
        "SELECT state, count(*) FROM inspections WHERE scanner_version = ?1 AND state <> 'done' GROUP BY state", static row => (row.GetString(0), row.GetInt64(1)), scannerVersion));

    public static JobRetry Retry(SqliteSession session, Digest manifest, int scannerVersion, DateTimeOffset now)
    {
        var waits = session.Execute("""
            UPDATE inspections SET state = 'waiting', attempts = 0, due_at = ?3, error = NULL WHERE digest = ?1 AND scanner_version = ?2 AND state = 'failed'
            """, manifest, scannerVersion, now) > 0;
        if (waits) return JobRetry.Waiting;
        return session.Exists("SELECT 1 FROM inspections WHERE digest = ?1 AND scanner_version = ?2", manifest, scannerVersion) ? JobRetry.NotFailed : JobRetry.Unknown;
    }
}
