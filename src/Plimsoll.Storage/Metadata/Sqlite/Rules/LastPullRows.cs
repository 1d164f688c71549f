using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Rows of last pulls.</summary>
internal static class LastPullRows
{
    /// <summary>Notes the pulls among events.</summary>
    public static void Note(SqliteSession session, IEnumerable<AuditEvent> events)
    {
        foreach (var (repository, digest, at) in LastPulls.Of(events))
        {
            session.Execute("""
                INSERT INTO last_pulls(manifest_id, at)
                SELECT id, ?3 FROM manifests WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND digest = ?2
                ON CONFLICT(manifest_id) DO UPDATE SET at = excluded.at WHERE at < ?4
                """, repository, digest, at, at - LastPulls.Precision);
        }
    }
}
