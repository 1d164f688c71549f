using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>
/// Decides whether a blob stays in a repository, and condemns it when no repository has it any more. While it was on its way out every look at it began the grace
/// again, so at this point nobody has seen it for a whole grace.
/// </summary>
internal sealed class BlobReviewing(SqliteSession session, ReviewTally tally, DateTimeOffset before, DateTimeOffset now)
{
    /// <summary>A blob whose pin ended.</summary>
    public void RunPin(CollectionCandidate candidate)
    {
        var (repository, blob) = (candidate.RepositoryId, long.Parse(candidate.Subject, CultureInfo.InvariantCulture));
        if (!IsDue(repository, blob)) return;
        if (BlobRows.IsReferenced(session, repository, blob))
        {
            // Deleting the last manifest that needs it will start the grace.
            session.Execute("UPDATE repo_blobs SET pinned_until = 0 WHERE repository_id = ?1 AND blob_id = ?2", repository, blob);
            tally.Keep(KeptReason.Needed);
            return;
        }
        session.Execute("DELETE FROM repo_blobs WHERE repository_id = ?1 AND blob_id = ?2", repository, blob);
        var name = tally.NameOf(repository);
        tally.AddLeft(name);
        if (!Condemn(blob)) AuditRows.Insert(session, CollectionEvents.OfMembership(now, name, DigestOf(blob)));
    }

    /// <summary>A blob that was taken out of its repository by request.</summary>
    public void RunRemoved(CollectionCandidate candidate)
    {
        if (!GarbageQueue.IsDue(session, candidate, before)) return;
        GarbageQueue.Remove(session, candidate);
        if (BlobRows.Find(session, Digest.Parse(candidate.Subject)) is { State: BlobState.Live or BlobState.Damaged } blob && !Condemn(blob.Id)) tally.Keep(KeptReason.Shared);
    }

    private bool IsDue(long repository, long blob) => session.Exists(
        "SELECT 1 FROM repo_blobs WHERE repository_id = ?1 AND blob_id = ?2 AND pinned_until > 0 AND pinned_until <= ?3", repository, blob, before);

    /// <summary>
    /// Condemns a blob that no repository has; false when one has it. The blobs that are everywhere are never condemned; one that is damaged is not worth a grace, because
    /// nothing could bring it back.
    /// </summary>
    private bool Condemn(long blob)
    {
        var size = session.Number("""
            UPDATE blobs SET state = CASE state WHEN 3 THEN 2 ELSE 1 END, state_at = ?2
            WHERE id = ?1 AND id > 2 AND state IN (0, 3)
              AND NOT EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.blob_id = blobs.id) AND NOT EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = blobs.id)
            RETURNING size
            """, blob, now);
        if (size is not null) tally.AddCondemned(size.Value);
        return size is not null;
    }

    private Digest DigestOf(long blob) => session.First("SELECT digest FROM blobs WHERE id = ?1", static row => row.GetDigest(0), blob);
}
