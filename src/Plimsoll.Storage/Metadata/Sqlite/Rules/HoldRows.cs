using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Rules;

/// <summary>Rows of holds.</summary>
internal static class HoldRows
{
    private const string Columns = "SELECT id, repository, tag, digest, kind, reason, created_at, created_by, expires_at FROM holds ";

    /// <summary>Holds of one repository or of all that have not ended.</summary>
    public static List<HoldRecord> List(SqliteSession session, RepositoryName? repository, long after, int limit, DateTimeOffset now) => repository is { } name
        ? session.All(Columns + "WHERE repository = ?1 AND id > ?2 AND (expires_at IS NULL OR expires_at > ?3) ORDER BY id LIMIT ?4", static row => Map(row), name, after, now, Math.Max(limit, 0))
        : session.All(Columns + "WHERE id > ?1 AND (expires_at IS NULL OR expires_at > ?2) ORDER BY id LIMIT ?3", static row => Map(row), after, now, Math.Max(limit, 0));

    public static HoldRecord? Find(SqliteSession session, long id) => session.First(Columns + "WHERE id = ?1", static row => Map(row), id);

    /// <summary>Why a tag that points at a manifest must stay, or a manifest without one; null when nothing holds it.</summary>
    public static string? WhyHeld(SqliteSession session, RepositoryName repository, Tag? tag, Digest digest, DateTimeOffset now)
    {
        var hold = session.First(Columns + "WHERE repository = ?1 AND digest = ?2 AND (expires_at IS NULL OR expires_at > ?3) ORDER BY id LIMIT 1", static row => Map(row), repository, digest, now);
        if (hold is null && tag is { } name)
            hold = session.First(Columns + "WHERE repository = ?1 AND tag = ?2 AND (expires_at IS NULL OR expires_at > ?3) ORDER BY id LIMIT 1", static row => Map(row), repository, name, now);
        return hold is null ? null : $"{(hold.Kind == HoldKind.Deployed ? "deployed" : "held")}: {hold.Reason} (hold {hold.Id})";
    }

    /// <summary>Does anybody hold the manifest itself?</summary>
    public static bool IsHeld(SqliteSession session, long repository, Digest digest, DateTimeOffset now) => session.Exists("""
        SELECT 1 FROM holds WHERE repository = (SELECT name FROM repositories WHERE id = ?1) AND digest = ?2 AND (expires_at IS NULL OR expires_at > ?3) LIMIT 1
        """, repository, digest, now);

    public static long Add(SqliteSession session, HoldRecord hold) => session.Insert("""
        INSERT INTO holds(repository, tag, digest, kind, reason, created_at, created_by, expires_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """, hold.Repository, hold.Tag?.Value, hold.Digest, hold.Kind == HoldKind.Deployed ? "deployed" : "hold", hold.Reason, hold.CreatedAt, hold.CreatedBy, hold.ExpiresAt);

    public static bool Remove(SqliteSession session, long id) => session.Execute("DELETE FROM holds WHERE id = ?1", id) > 0;

    private static HoldRecord Map(SqliteRow row) => new(
        row.GetInt64(0), RepositoryName.Parse(row.GetString(1)), row.GetStringOrNull(2) is { } tag ? Tag.Parse(tag) : null, row.GetDigestOrNull(3),
        row.GetString(4) == "deployed" ? HoldKind.Deployed : HoldKind.Hold, row.GetString(5), row.GetTime(6), row.GetString(7), row.IsNull(8) ? null : row.GetTime(8));
}
