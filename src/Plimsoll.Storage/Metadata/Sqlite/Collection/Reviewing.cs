using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>The transaction that decides about candidates.</summary>
internal static class Reviewing
{
    public static CollectionReview Run(SqliteSession session, IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, DateTimeOffset now)
    {
        var tally = new ReviewTally(id => RepositoryRows.NameOf(session, id));
        var manifests = new ManifestReviewing(session, rules, tally, now);
        var blobs = new BlobReviewing(session, tally, now - rules.Grace, now);
        foreach (var candidate in candidates)
        {
            switch (candidate.Kind)
            {
                case CandidateKind.Untagged or CandidateKind.Orphan:
                    manifests.Run(candidate);
                    break;
                case CandidateKind.Pin:
                    blobs.RunPin(candidate);
                    break;
                case CandidateKind.Blob:
                    blobs.RunRemoved(candidate);
                    break;
                default:
                    throw new ArgumentException($"there is nothing to review about a {candidate.Kind}", nameof(candidates));
            }
        }
        return tally.ToReview();
    }
}
