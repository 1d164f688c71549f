using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>
/// Decides whether a blob stays in a repository, and condemns it when no repository has it any more. While it was on its way out every look at it began the grace
/// again, so at this point nobody has seen it for a whole grace.
/// </summary>
internal sealed class BlobReviewing(PostgresSession session, ReviewTally tally, HeldBlobs held, DateTimeOffset before, DateTimeOffset now)
{
    /// <summary>A blob whose pin ended.</summary>
    public async Task RunPinAsync(CollectionCandidate candidate)
    {
        var (repository, blob) = (candidate.RepositoryId, long.Parse(candidate.Subject, CultureInfo.InvariantCulture));
        if (held.Find(blob) is not { } digest || !await IsDueAsync(repository, blob)) return;
        if (await BlobRows.IsReferencedAsync(session, repository, blob))
        {
            // Deleting the last manifest that needs it will start the grace.
            session.Queue("UPDATE repo_blobs SET pinned_until = 0 WHERE repository_id = $1 AND blob_id = $2", repository, blob);
            tally.Keep(KeptReason.Needed);
            return;
        }
        session.Queue("DELETE FROM repo_blobs WHERE repository_id = $1 AND blob_id = $2", repository, blob);
        var name = tally.NameOf(repository);
        tally.AddLeft(name);
        RepositoryRows.Changed(session, repository);
        if (!await CondemnAsync(blob)) AuditRows.Insert(session, CollectionEvents.OfMembership(now, name, digest));
    }

    /// <summary>A blob that was taken out of its repository by request.</summary>
    public async Task RunRemovedAsync(CollectionCandidate candidate)
    {
        var digest = Digest.Parse(candidate.Subject);
        if (!await GarbageQueue.IsDueAsync(session, candidate, before)) return;
        if (held.Find(digest) is not { } blob && await session.ExistsAsync("SELECT 1 FROM blobs WHERE digest = $1", digest)) return;
        GarbageQueue.Remove(session, candidate);
        if (await session.NumberAsync("SELECT id FROM blobs WHERE digest = $1 AND state IN (0, 3)", digest) is { } live && !await CondemnAsync(live)) tally.Keep(KeptReason.Shared);
    }

    private Task<bool> IsDueAsync(long repository, long blob) => session.ExistsAsync(
        "SELECT 1 FROM repo_blobs WHERE repository_id = $1 AND blob_id = $2 AND pinned_until > 0 AND pinned_until <= $3", repository, blob, before);

    /// <summary>
    /// Condemns a blob that no repository has; false when one has it. The blobs that are everywhere are never condemned; one that is damaged is not worth a grace, because
    /// nothing could bring it back.
    /// </summary>
    private async Task<bool> CondemnAsync(long blob)
    {
        var size = await session.NumberAsync("""
            UPDATE blobs SET state = CASE state WHEN 3 THEN 2 ELSE 1 END, state_at = $2
            WHERE id = $1 AND id > 2 AND state IN (0, 3)
              AND NOT EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.blob_id = blobs.id) AND NOT EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = blobs.id)
            RETURNING size
            """, blob, now);
        if (size is not null) tally.AddCondemned(size.Value);
        return size is not null;
    }
}
