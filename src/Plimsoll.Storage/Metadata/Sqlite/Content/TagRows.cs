using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Tags and their moves. What a tag pointed at before becomes a candidate for collection.</summary>
internal static class TagRows
{
    public static Digest? Find(SqliteSession session, long repository, Tag tag) =>
        session.First("SELECT digest FROM tags WHERE repository_id = ?1 AND name = ?2", static row => row.GetDigestOrNull(0), repository, tag);

    /// <summary>Points a tag at a manifest; true when the tag is new. One that points there already did not move, but was pushed now: retention goes by that.</summary>
    public static bool Point(SqliteSession session, long repository, Tag tag, Digest digest, string actor, DateTimeOffset now)
    {
        var previous = Find(session, repository, tag);
        if (previous == digest)
        {
            session.Execute("UPDATE tags SET pushed_at = ?3 WHERE repository_id = ?1 AND name = ?2", repository, tag, now);
            return false;
        }
        session.Execute("""
            INSERT INTO tags(repository_id, name, digest, updated_at) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(repository_id, name) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at
            """, repository, tag, digest, now);
        Record(session, repository, tag, digest, previous, actor, now);
        return previous is null;
    }

    /// <summary>Deletes a tag; false when there is none. The caller keeps the count.</summary>
    public static bool Remove(SqliteSession session, long repository, Tag tag, string actor, DateTimeOffset now)
    {
        if (Find(session, repository, tag) is not { } previous) return false;
        session.Execute("DELETE FROM tags WHERE repository_id = ?1 AND name = ?2", repository, tag);
        Record(session, repository, tag, null, previous, actor, now);
        return true;
    }

    public static List<Tag> Of(SqliteSession session, long repository, Digest digest) =>
        session.All("SELECT name FROM tags WHERE repository_id = ?1 AND digest = ?2 ORDER BY name", static row => Tag.Parse(row.GetString(0)), repository, digest);

    private static void Record(SqliteSession session, long repository, Tag tag, Digest? digest, Digest? previous, string actor, DateTimeOffset now)
    {
        session.Execute("INSERT INTO tag_moves(repository_id, tag, digest, previous, at, actor) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
            repository, tag, digest, previous, now, actor);
        if (previous is { } old) GarbageQueue.AddManifest(session, repository, old, now);
    }
}
