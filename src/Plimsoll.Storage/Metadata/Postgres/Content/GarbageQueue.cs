using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>
/// Candidates for garbage collection. They come from events, never from scans; a candidate is no verdict, the review decides. The earliest asked-for review of
/// a candidate counts.
/// </summary>
internal static class GarbageQueue
{
    private const string Insert = "INSERT INTO gc_queue(kind, repository_id, subject, review_after) ";
    private const string KeepEarliest = " ON CONFLICT(kind, repository_id, subject) DO UPDATE SET review_after = least(gc_queue.review_after, excluded.review_after)";

    /// <summary>Bytes that no row names any more.</summary>
    public static void AddKey(PostgresSession session, StorageKey key, DateTimeOffset reviewAfter) => Add(session, "key", 0, key.Value, reviewAfter);

    /// <summary>A blob that a repository may not need any more.</summary>
    public static void AddBlob(PostgresSession session, long repository, Digest digest, DateTimeOffset reviewAfter) => Add(session, "blob", repository, digest.Value, reviewAfter);

    /// <summary>A manifest that lost a tag, an index or a subject, or that was pushed without a tag.</summary>
    public static void AddManifest(PostgresSession session, long repository, Digest digest, DateTimeOffset reviewAfter) =>
        Add(session, "manifest", repository, digest.Value, reviewAfter);

    /// <summary>Everything that only a manifest may have kept alive: its blobs, its children and its referrers.</summary>
    public static void AddDependents(PostgresSession session, long repository, ManifestRow manifest, DateTimeOffset reviewAfter)
    {
        session.Queue(Insert + """
            SELECT DISTINCT 'blob', $1, b.digest, $3 FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id WHERE mb.manifest_id = $2 AND b.id > 2
            """ + KeepEarliest, repository, manifest.Id, reviewAfter);
        session.Queue(Insert + """
            SELECT 'manifest', $1, child, $3 FROM manifest_children WHERE manifest_id = $2
            UNION SELECT 'manifest', $1, digest, $3 FROM manifests WHERE repository_id = $1 AND subject = $4
            """ + KeepEarliest, repository, manifest.Id, reviewAfter, manifest.Digest);
    }

    private static void Add(PostgresSession session, string kind, long repository, string subject, DateTimeOffset reviewAfter) =>
        session.Queue(Insert + "VALUES($1, $2, $3, $4)" + KeepEarliest, kind, repository, subject, reviewAfter);
}
