using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>
/// Candidates for garbage collection. They come from events, never from scans; a candidate is no verdict, the review decides. The earliest asked-for review of
/// a candidate counts.
/// </summary>
internal static class GarbageQueue
{
    /// <summary>Bytes that no row names any more.</summary>
    public static void AddKey(SqliteSession session, StorageKey key, DateTimeOffset reviewAfter) => Add(session, "key", 0, key.Value, reviewAfter);

    /// <summary>A blob that a repository may not need any more.</summary>
    public static void AddBlob(SqliteSession session, long repository, Digest digest, DateTimeOffset reviewAfter) =>
        Add(session, "blob", repository, digest.Value, reviewAfter);

    /// <summary>A manifest that lost a tag, an index or a subject, or that was pushed without a tag.</summary>
    public static void AddManifest(SqliteSession session, long repository, Digest digest, DateTimeOffset reviewAfter) =>
        Add(session, "manifest", repository, digest.Value, reviewAfter);

    private static void Add(SqliteSession session, string kind, long repository, string subject, DateTimeOffset reviewAfter) => session.Execute("""
        INSERT INTO gc_queue(kind, repository_id, subject, review_after) VALUES(?1, ?2, ?3, ?4)
        ON CONFLICT(kind, repository_id, subject) DO UPDATE SET review_after = min(review_after, excluded.review_after)
        """, kind, repository, subject, reviewAfter);
}
