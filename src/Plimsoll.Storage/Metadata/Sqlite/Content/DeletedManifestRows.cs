using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of manifests that were deleted and can still come back.</summary>
internal static class DeletedManifestRows
{
    /// <summary>Keeps a copy of a manifest that is about to be deleted.</summary>
    public static void Add(SqliteSession session, long manifest, IReadOnlyList<Tag> tags, bool collected, DateTimeOffset now) => session.Execute("""
        INSERT OR REPLACE INTO deleted_manifests(repository_id, digest, media_type, subject, tags, sparse, collected, pushed_at, deleted_at, content)
        SELECT m.repository_id, m.digest, m.media_type, m.subject, ?2, EXISTS(
            SELECT 1 FROM manifest_children c WHERE c.manifest_id = m.id
              AND NOT EXISTS(SELECT 1 FROM manifests x WHERE x.repository_id = c.repository_id AND x.digest = c.child)), ?3, m.pushed_at, ?4, mc.content
        FROM manifests m JOIN manifest_contents mc ON mc.manifest_id = m.id WHERE m.id = ?1
        """, manifest, string.Join(' ', tags), collected ? 1 : 0, now);

    public static DeletedManifestRow? Find(SqliteSession session, long repository, Digest digest) => session.First(
        "SELECT " + ContentColumns.OfDeleted + " FROM deleted_manifests WHERE repository_id = ?1 AND digest = ?2", ContentColumns.MapDeleted, repository, digest);

    public static void Remove(SqliteSession session, long repository, Digest digest) =>
        session.Execute("DELETE FROM deleted_manifests WHERE repository_id = ?1 AND digest = ?2", repository, digest);

    /// <summary>Deleted manifests that referred to a subject, in order of digest.</summary>
    public static List<Digest> ReferrersOf(SqliteSession session, long repository, Digest subject, int limit) => session.All(
        "SELECT digest FROM deleted_manifests WHERE repository_id = ?1 AND subject = ?2 ORDER BY digest LIMIT ?3", static row => row.GetDigest(0), repository, subject, limit);
}
