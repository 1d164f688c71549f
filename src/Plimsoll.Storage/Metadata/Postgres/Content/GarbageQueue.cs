using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>
/// Candidates for garbage collection. They come from events, never from scans; a candidate is no verdict, the review decides. The latest event of a candidate
/// counts: its grace begins again.
/// </summary>
internal static class GarbageQueue
{
    private const string Insert = "INSERT INTO gc_queue(kind, repository_id, subject, review_after) ";
    private const string KeepLatest = " ON CONFLICT(kind, repository_id, subject) DO UPDATE SET review_after = greatest(gc_queue.review_after, excluded.review_after)";

    /// <summary>Bytes that no row names any more.</summary>
    public static void AddKey(PostgresSession session, StorageKey key, DateTimeOffset since) => AddKeys(session, [key.Value], since);

    /// <summary>The same for many.</summary>
    public static void AddKeys(PostgresSession session, string[] keys, DateTimeOffset since) => Add(session, CandidateKind.Key, 0, keys, since);

    /// <summary>A blob that was taken out of a repository.</summary>
    public static void AddBlob(PostgresSession session, long repository, Digest digest, DateTimeOffset since) => Add(session, CandidateKind.Blob, repository, [digest.Value], since);

    /// <summary>A manifest that lost a tag, or that was pushed without one.</summary>
    public static void AddManifest(PostgresSession session, long repository, Digest digest, DateTimeOffset since) =>
        Add(session, CandidateKind.Untagged, repository, [digest.Value], since);

    /// <summary>Manifests whose index or subject was deleted.</summary>
    public static void AddOrphans(PostgresSession session, long repository, IEnumerable<Digest> digests, DateTimeOffset since) =>
        Add(session, CandidateKind.Orphan, repository, [.. digests.Select(d => d.Value).Distinct()], since);

    /// <summary>True when the candidate is still one, and no later event has begun its grace again.</summary>
    public static Task<bool> IsDueAsync(PostgresSession session, CollectionCandidate candidate, DateTimeOffset before) => session.ExistsAsync(
        "SELECT 1 FROM gc_queue WHERE kind = $1 AND repository_id = $2 AND subject = $3 AND review_after <= $4",
        CandidateKinds.NameOf(candidate.Kind), candidate.RepositoryId, candidate.Subject, before);

    /// <summary>Begins the grace of a candidate again.</summary>
    public static void Delay(PostgresSession session, CollectionCandidate candidate, DateTimeOffset since) => session.Queue(
        "UPDATE gc_queue SET review_after = $4 WHERE kind = $1 AND repository_id = $2 AND subject = $3",
        CandidateKinds.NameOf(candidate.Kind), candidate.RepositoryId, candidate.Subject, since);

    /// <summary>Takes a candidate away.</summary>
    public static void Remove(PostgresSession session, CollectionCandidate candidate) => session.Queue(
        "DELETE FROM gc_queue WHERE kind = $1 AND repository_id = $2 AND subject = $3", CandidateKinds.NameOf(candidate.Kind), candidate.RepositoryId, candidate.Subject);

    /// <summary>Takes a manifest away that is gone, whatever made it a candidate.</summary>
    public static void RemoveManifest(PostgresSession session, long repository, Digest digest) => session.Queue(
        "DELETE FROM gc_queue WHERE kind IN ('manifest', 'orphan') AND repository_id = $1 AND subject = $2", repository, digest);

    /// <summary>Whoever pushes a manifest wants it for itself, whatever it belonged to before.</summary>
    public static void RemoveOrphan(PostgresSession session, long repository, Digest digest) => session.Queue(
        "DELETE FROM gc_queue WHERE kind = 'orphan' AND repository_id = $1 AND subject = $2", repository, digest);

    private static void Add(PostgresSession session, CandidateKind kind, long repository, string[] subjects, DateTimeOffset since)
    {
        if (subjects.Length > 0) session.Queue(Insert + "SELECT $1, $2, s, $4 FROM unnest($3) AS c(s)" + KeepLatest, CandidateKinds.NameOf(kind), repository, subjects, since);
    }
}
