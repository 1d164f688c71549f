using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>
/// Candidates for garbage collection. They come from events, never from scans; a candidate is no verdict, the review decides. The latest event of a candidate
/// counts: its grace begins again.
/// </summary>
internal static class GarbageQueue
{
    /// <summary>Bytes that no row names any more.</summary>
    public static void AddKey(SqliteSession session, StorageKey key, DateTimeOffset since) => Add(session, CandidateKind.Key, 0, key.Value, since);

    /// <summary>A blob that was taken out of a repository.</summary>
    public static void AddBlob(SqliteSession session, long repository, Digest digest, DateTimeOffset since) =>
        Add(session, CandidateKind.Blob, repository, digest.Value, since);

    /// <summary>A manifest that lost a tag, or that was pushed without one.</summary>
    public static void AddManifest(SqliteSession session, long repository, Digest digest, DateTimeOffset since) =>
        Add(session, CandidateKind.Untagged, repository, digest.Value, since);

    /// <summary>A manifest whose index or subject was deleted.</summary>
    public static void AddOrphan(SqliteSession session, long repository, Digest digest, DateTimeOffset since) =>
        Add(session, CandidateKind.Orphan, repository, digest.Value, since);

    /// <summary>True when the candidate is still one, and no later event has begun its grace again.</summary>
    public static bool IsDue(SqliteSession session, CollectionCandidate candidate, DateTimeOffset before) => session.Exists(
        "SELECT 1 FROM gc_queue WHERE kind = ?1 AND repository_id = ?2 AND subject = ?3 AND review_after <= ?4",
        CandidateKinds.NameOf(candidate.Kind), candidate.RepositoryId, candidate.Subject, before);

    /// <summary>True when some event made the manifest a candidate whose grace has not passed yet.</summary>
    public static bool IsWaiting(SqliteSession session, long repository, Digest manifest, DateTimeOffset before) => session.Exists(
        "SELECT 1 FROM gc_queue WHERE kind IN ('manifest', 'orphan') AND repository_id = ?1 AND subject = ?2 AND review_after > ?3", repository, manifest, before);

    /// <summary>Begins the grace of a candidate again.</summary>
    public static void Delay(SqliteSession session, CollectionCandidate candidate, DateTimeOffset since) => session.Execute(
        "UPDATE gc_queue SET review_after = ?4 WHERE kind = ?1 AND repository_id = ?2 AND subject = ?3",
        CandidateKinds.NameOf(candidate.Kind), candidate.RepositoryId, candidate.Subject, since);

    /// <summary>Takes a candidate away.</summary>
    public static void Remove(SqliteSession session, CollectionCandidate candidate) => session.Execute(
        "DELETE FROM gc_queue WHERE kind = ?1 AND repository_id = ?2 AND subject = ?3", CandidateKinds.NameOf(candidate.Kind), candidate.RepositoryId, candidate.Subject);

    /// <summary>Takes a manifest away that is gone, whatever made it a candidate.</summary>
    public static void RemoveManifest(SqliteSession session, long repository, Digest digest) => session.Execute(
        "DELETE FROM gc_queue WHERE kind IN ('manifest', 'orphan') AND repository_id = ?1 AND subject = ?2", repository, digest);

    /// <summary>Whoever pushes a manifest wants it for itself, whatever it belonged to before.</summary>
    public static void RemoveOrphan(SqliteSession session, long repository, Digest digest) =>
        session.Execute("DELETE FROM gc_queue WHERE kind = 'orphan' AND repository_id = ?1 AND subject = ?2", repository, digest);

    private static void Add(SqliteSession session, CandidateKind kind, long repository, string subject, DateTimeOffset since) => session.Execute("""
        INSERT INTO gc_queue(kind, repository_id, subject, review_after) VALUES(?1, ?2, ?3, ?4)
        ON CONFLICT(kind, repository_id, subject) DO UPDATE SET review_after = max(review_after, excluded.review_after)
        """, CandidateKinds.NameOf(kind), repository, subject, since);
}
