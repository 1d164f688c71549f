using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Tags and their moves. What a tag pointed at before becomes a candidate for collection. The caller holds the repository and keeps the count.</summary>
internal static class TagRows
{
    public static Task<Digest?> FindAsync(PostgresSession session, long repository, Tag tag) =>
        session.FirstAsync("SELECT digest FROM tags WHERE repository_id = $1 AND name = $2", static row => row.GetDigestOrNull(0), repository, tag);

    /// <summary>Those of the given tags that the repository has, and what they point at.</summary>
    public static async Task<Dictionary<Tag, Digest>> FindAllAsync(PostgresSession session, long? repository, IReadOnlyList<Tag> tags)
    {
        if (repository is not { } id || tags.Count == 0) return [];
        return (await session.AllAsync("SELECT name, digest FROM tags WHERE repository_id = $1 AND name = ANY($2)",
            static row => (Tag: Tag.Parse(row.GetString(0)), Digest: row.GetDigest(1)), id, tags.Select(static t => t.Value).ToArray())).ToDictionary(static t => t.Tag, static t => t.Digest);
    }

    /// <summary>Points a tag at a manifest; true when the tag is new. One that points there already did not move, but was pushed now: retention goes by that.</summary>
    public static bool Point(PostgresSession session, long repository, Tag tag, Digest? previous, Digest digest, string actor, DateTimeOffset now)
    {
        if (previous == digest)
        {
            session.Queue("UPDATE tags SET pushed_at = $3 WHERE repository_id = $1 AND name = $2", repository, tag, now);
            return false;
        }
        session.Queue("""
            INSERT INTO tags(repository_id, name, digest, updated_at) VALUES($1, $2, $3, $4)
            ON CONFLICT(repository_id, name) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at
            """, repository, tag, digest, now);
        Record(session, repository, tag, digest, previous, actor, now);
        return previous is null;
    }

    /// <summary>Deletes a tag.</summary>
    public static void Remove(PostgresSession session, long repository, Tag tag, Digest previous, string actor, DateTimeOffset now)
    {
        session.Queue("DELETE FROM tags WHERE repository_id = $1 AND name = $2", repository, tag);
        Record(session, repository, tag, null, previous, actor, now);
    }

    /// <summary>Deletes all tags of a manifest; which they were, in ASCII order.</summary>
    public static async Task<IReadOnlyList<Tag>> RemoveAllAsync(PostgresSession session, long repository, Digest digest, string actor, DateTimeOffset now)
    {
        session.Queue("""
            INSERT INTO tag_moves(repository_id, tag, digest, previous, at, actor) SELECT $1, name, NULL, $2, $3, $4 FROM tags WHERE repository_id = $1 AND digest = $2 ORDER BY name
            """, repository, digest, now, actor);
        var removed = await session.AllAsync("DELETE FROM tags WHERE repository_id = $1 AND digest = $2 RETURNING name", static row => Tag.Parse(row.GetString(0)), repository, digest);
        if (removed.Count > 0) GarbageQueue.AddManifest(session, repository, digest, now);
        return [.. removed.OrderBy(t => t.Value, StringComparer.Ordinal)];
    }

    private static void Record(PostgresSession session, long repository, Tag tag, Digest? digest, Digest? previous, string actor, DateTimeOffset now)
    {
        session.Queue("INSERT INTO tag_moves(repository_id, tag, digest, previous, at, actor) VALUES($1, $2, $3, $4, $5, $6)", repository, tag, digest, previous, now, actor);
        if (previous is { } old) GarbageQueue.AddManifest(session, repository, old, now);
    }
}
