using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Collection;

/// <summary>
/// Decides about a manifest, and when it goes, about what it led to. Its children and referrers wait for no grace of their own: they were only there for it, and a
/// push that needs one of them brings it back.
/// </summary>
internal sealed class ManifestReviewing(SqliteSession session, CollectionRules rules, ReviewTally tally, DateTimeOffset now)
{
    private readonly DateTimeOffset _before = now - rules.Grace;

    public void Run(CollectionCandidate candidate)
    {
        // What is left when the limit is reached is in the queue.
        var work = new Queue<CollectionCandidate>([candidate]);
        while (tally.Manifests < rules.Limit && work.TryDequeue(out var next)) Decide(next, work);
    }

    private void Decide(CollectionCandidate candidate, Queue<CollectionCandidate> work)
    {
        if (!GarbageQueue.IsDue(session, candidate, _before)) return;
        if (ManifestRows.Find(session, candidate.RepositoryId, Digest.Parse(candidate.Subject)) is not { } manifest)
        {
            GarbageQueue.Remove(session, candidate);
            return;
        }
        var liveness = new ManifestLiveness(session, candidate.RepositoryId, rules, _before);
        if (liveness.WhyLive(manifest) is { } reason)
        {
            // An event of its own will make it a candidate again when the reason ends; only youth and holds end by themselves.
            if (reason == KeptReason.Young && manifest.LastPushAt > _before) GarbageQueue.Delay(session, candidate, manifest.LastPushAt);
            else if (reason == KeptReason.Held) GarbageQueue.Delay(session, candidate, now);
            else if (reason != KeptReason.Unknown) GarbageQueue.Remove(session, candidate);
            tally.Keep(reason);
            return;
        }
        foreach (var orphan in Delete(candidate.RepositoryId, liveness.Unrooted))
        {
            GarbageQueue.AddOrphan(session, candidate.RepositoryId, orphan, candidate.Since);
            work.Enqueue(new CollectionCandidate(CandidateKind.Orphan, candidate.RepositoryId, orphan.Value, candidate.Since));
        }
    }

    /// <summary>Deletes manifests of which none leads to anything that stays; what they led to.</summary>
    private IEnumerable<Digest> Delete(long repository, IReadOnlyCollection<ManifestRow> manifests)
    {
        var name = tally.NameOf(repository);
        // All are kept aside before the first goes, so that none looks as if a child had been missing.
        foreach (var manifest in manifests) DeletedManifestRows.Add(session, manifest.Id, [], collected: true, now);
        var related = new HashSet<Digest>();
        foreach (var manifest in manifests)
        {
            related.UnionWith(ManifestRemoving.Remove(session, repository, manifest, now));
            AuditRows.Insert(session, CollectionEvents.OfManifest(now, name, manifest.Digest, manifest.MediaType, manifest.Size, "nothing leads to the manifest"));
            tally.AddManifest(name);
        }
        RepositoryRows.Count(session, repository, 0, -manifests.Count);
        related.ExceptWith(manifests.Select(static m => m.Digest));
        return related;
    }
}
