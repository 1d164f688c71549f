using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>
/// The transaction that decides about candidates. It takes the repositories for itself, so that nothing is put into or taken out of them meanwhile, and then those blobs
/// that nobody else holds; what somebody holds is in use, and waits for the next review.
/// </summary>
internal static class Reviewing
{
    public static async Task<CollectionReview> RunAsync(PostgresSession session, IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, DateTimeOffset now)
    {
        var names = await RepositoryRows.LockAsync(session, candidates.Select(c => c.RepositoryId).Distinct());
        var tally = new ReviewTally(id => names[id]);
        var manifests = new ManifestReviewing(session, rules, tally, now);
        var blobs = new BlobReviewing(session, tally, await HoldAsync(session, candidates), now - rules.Grace, now);
        foreach (var candidate in candidates)
        {
            switch (candidate.Kind)
            {
                case CandidateKind.Untagged or CandidateKind.Orphan:
                    await manifests.RunAsync(candidate);
                    break;
                case CandidateKind.Pin:
                    await blobs.RunPinAsync(candidate);
                    break;
                case CandidateKind.Blob:
                    await blobs.RunRemovedAsync(candidate);
                    break;
                default:
                    throw new ArgumentException($"there is nothing to review about a {candidate.Kind}", nameof(candidates));
            }
        }
        QuotaRows.Hold(session, names.Keys);
        return tally.ToReview();
    }

    /// <summary>Takes the blobs of the candidates that are free; a row that is gone counts as free, there is nothing to hold.</summary>
    private static async Task<HeldBlobs> HoldAsync(PostgresSession session, IReadOnlyList<CollectionCandidate> candidates)
    {
        var ids = candidates.Where(c => c.Kind == CandidateKind.Pin).Select(c => long.Parse(c.Subject, CultureInfo.InvariantCulture)).ToArray();
        var digests = candidates.Where(c => c.Kind == CandidateKind.Blob).Select(c => c.Subject).ToArray();
        if (ids.Length + digests.Length == 0) return new HeldBlobs(new Dictionary<long, Digest>());
        var held = await session.AllAsync("SELECT id, digest FROM blobs WHERE id = ANY($1) OR digest = ANY($2) ORDER BY digest FOR UPDATE SKIP LOCKED",
            static row => (Id: row.GetInt64(0), Digest: row.GetDigest(1)), ids, digests);
        return new HeldBlobs(held.ToDictionary(b => b.Id, b => b.Digest));
    }
}
