using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Rules;

/// <summary>Rows of last pulls.</summary>
internal static class LastPullRows
{
    /// <summary>Notes the pulls among events, in one order for all servers.</summary>
    public static void Note(PostgresSession session, IEnumerable<AuditEvent> events)
    {
        var pulls = LastPulls.Of(events).ToList();
        if (pulls.Count == 0) return;
        session.Queue("""
            INSERT INTO last_pulls(manifest_id, at)
            SELECT m.id, p.at FROM unnest($1, $2, $3) AS p(repository, digest, at) JOIN repositories r ON r.name = p.repository JOIN manifests m ON m.repository_id = r.id AND m.digest = p.digest
            ORDER BY m.id
            ON CONFLICT(manifest_id) DO UPDATE SET at = excluded.at WHERE last_pulls.at < excluded.at - $4
            """,
            pulls.Select(static p => p.Repository).ToArray(), pulls.Select(static p => p.Digest).ToArray(), pulls.Select(static p => p.At.ToUnixTimeMilliseconds()).ToArray(),
            (long)LastPulls.Precision.TotalMilliseconds);
    }
}
