using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>
/// When manifests were last asked for, taken from the audit log while it writes a batch: a pull costs no write of its own. HEAD counts, because machines that have the
/// content ask no further.
/// </summary>
internal static class LastPullRows
{
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    /// <summary>Notes the pulls among events. A manifest that is noted already is written again only when that is older than a minute.</summary>
    public static void Note(SqliteSession session, IEnumerable<AuditEvent> events)
    {
        var pulls = events.Where(static e => e is { Action: "pull" or "resolve", Outcome: "ok", Repository: not null, Digest: not null })
            .GroupBy(static e => (e.Repository, e.Digest), static (key, all) => (key.Repository, key.Digest, At: all.Max(static e => e.At)));
        foreach (var (repository, digest, at) in pulls)
        {
            session.Execute("""
                INSERT INTO last_pulls(manifest_id, at)
                SELECT id, ?3 FROM manifests WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND digest = ?2
                ON CONFLICT(manifest_id) DO UPDATE SET at = excluded.at WHERE at < ?4
                """, repository, digest, at, at - Precision);
        }
    }
}
