using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Rows of manifests that were deleted and can still come back.</summary>
internal static class DeletedManifestRows
{
    /// <summary>Keeps a copy of a manifest that is about to be deleted.</summary>
    public static void Add(PostgresSession session, long manifest, IReadOnlyList<Tag> tags, bool collected, DateTimeOffset now) => session.Queue("""
        INSERT INTO deleted_manifests(repository_id, digest, media_type, subject, tags, sparse, collected, pushed_at, deleted_at, content)
        SELECT m.repository_id, m.digest, m.media_type, m.subject, $2, EXISTS(
            SELECT 1 FROM manifest_children c WHERE c.manifest_id = m.id
              AND NOT EXISTS(SELECT 1 FROM manifests x WHERE x.repository_id = c.repository_id AND x.digest = c.child)), $3, m.pushed_at, $4, mc.content
        FROM manifests m JOIN manifest_contents mc ON mc.manifest_id = m.id WHERE m.id = $1
        ON CONFLICT(repository_id, digest) DO UPDATE SET media_type = excluded.media_type, subject = excluded.subject, tags = excluded.tags, sparse = excluded.sparse,
          collected = excluded.collected, pushed_at = excluded.pushed_at, deleted_at = excluded.deleted_at, content = excluded.content
        """, manifest, string.Join(' ', tags), collected, now);

    public static Task<DeletedManifestRow?> FindAsync(PostgresSession session, long repository, Digest digest) => session.FirstAsync(
        "SELECT " + ContentColumns.OfDeleted + " FROM deleted_manifests WHERE repository_id = $1 AND digest = $2", ContentColumns.MapDeleted, repository, digest);

    public static void Remove(PostgresSession session, long repository, Digest digest) =>
        session.Queue("DELETE FROM deleted_manifests WHERE repository_id = $1 AND digest = $2", repository, digest);

    /// <summary>Deleted manifests that referred to a subject, in order of digest.</summary>
    public static Task<List<Digest>> ReferrersOfAsync(PostgresSession session, long repository, Digest subject, int limit) => session.AllAsync(
        "SELECT digest FROM deleted_manifests WHERE repository_id = $1 AND subject = $2 ORDER BY digest LIMIT $3", static row => row.GetDigest(0), repository, subject, limit);
}
