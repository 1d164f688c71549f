using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Rows of holds.</summary>
internal static class HoldRows
{
    private const string Select = "SELECT " + HoldColumns.All + " FROM holds WHERE ";

    /// <summary>Holds of one repository or of all that have not ended.</summary>
    public static List<HoldRecord> List(SqliteSession session, RepositoryName? repository, long after, int limit, DateTimeOffset now) => repository is { } name
        ? session.All(Select + "repository = ?1 AND id > ?2 AND (expires_at IS NULL OR expires_at > ?3) ORDER BY id LIMIT ?4", HoldColumns.Map, name, after, now, Math.Max(limit, 0))
        : session.All(Select + "id > ?1 AND (expires_at IS NULL OR expires_at > ?2) ORDER BY id LIMIT ?3", HoldColumns.Map, after, now, Math.Max(limit, 0));

    public static HoldRecord? Find(SqliteSession session, long id) => session.First(Select + "id = ?1", HoldColumns.Map, id);

    /// <summary>Why a tag that points at a manifest must stay, or a manifest without one; null when nothing holds it.</summary>
    public static string? WhyHeld(SqliteSession session, RepositoryName repository, Tag? tag, Digest digest, DateTimeOffset now)
    {
        const string Reason = "SELECT " + HoldColumns.Reason + " FROM holds WHERE repository = ?1 AND (expires_at IS NULL OR expires_at > ?3) AND ";
        return session.First(Reason + "digest = ?2 ORDER BY id LIMIT 1", static row => row.GetString(0), repository, digest, now)
            ?? (tag is { } name ? session.First(Reason + "tag = ?2 ORDER BY id LIMIT 1", static row => row.GetString(0), repository, name, now) : null);
    }

    /// <summary>Does anybody hold the manifest itself?</summary>
    public static bool IsHeld(SqliteSession session, long repository, Digest digest, DateTimeOffset now) => session.Exists("""
        SELECT 1 FROM holds WHERE repository = (SELECT name FROM repositories WHERE id = ?1) AND digest = ?2 AND (expires_at IS NULL OR expires_at > ?3) LIMIT 1
        """, repository, digest, now);

    public static long Add(SqliteSession session, HoldRecord hold) => session.Insert("""
        INSERT INTO holds(repository, tag, digest, kind, reason, created_at, created_by, expires_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """, hold.Repository, hold.Tag?.Value, hold.Digest, HoldColumns.NameOf(hold.Kind), hold.Reason, hold.CreatedAt, hold.CreatedBy, hold.ExpiresAt);

    public static bool Remove(SqliteSession session, long id) => session.Execute("DELETE FROM holds WHERE id = ?1", id) > 0;
}
