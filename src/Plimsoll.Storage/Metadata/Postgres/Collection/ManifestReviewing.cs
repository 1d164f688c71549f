using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Collection;

/// <summary>
/// Decides about a manifest, and when it goes, about what it led to. Its children and referrers wait for no grace of their own: they were only there for it, and a
/// push that needs one of them brings it back.
/// </summary>
internal sealed class ManifestReviewing(PostgresSession session, CollectionRules rules, ReviewTally tally, DateTimeOffset now)
{
    private readonly DateTimeOffset _before = now - rules.Grace;

    public async Task RunAsync(CollectionCandidate candidate)
    {
        // What is left when the limit is reached is in the queue.
        var work = new Queue<CollectionCandidate>([candidate]);
        while (tally.Manifests < rules.Limit && work.TryDequeue(out var next)) await DecideAsync(next, work);
    }

    private async Task DecideAsync(CollectionCandidate candidate, Queue<CollectionCandidate> work)
    {
        if (!await GarbageQueue.IsDueAsync(session, candidate, _before)) return;
        if (await ManifestRows.FindAsync(session, candidate.RepositoryId, Digest.Parse(candidate.Subject)) is not { } manifest)
        {
            GarbageQueue.Remove(session, candidate);
            return;
        }
        var liveness = new ManifestLiveness(session, candidate.RepositoryId, rules, _before);
        if (await liveness.WhyLiveAsync(manifest) is { } reason)
        {
            // An event of its own will make it a candidate again when the reason ends; only youth and holds end by themselves.
            if (reason == KeptReason.Young && manifest.LastPushAt > _before) GarbageQueue.Delay(session, candidate, manifest.LastPushAt);
            else if (reason == KeptReason.Held) GarbageQueue.Delay(session, candidate, now);
            else if (reason != KeptReason.Unknown) GarbageQueue.Remove(session, candidate);
            tally.Keep(reason);
            return;
        }
        var orphans = await DeleteAsync(candidate.RepositoryId, liveness.Unrooted);
        GarbageQueue.AddOrphans(session, candidate.RepositoryId, orphans, candidate.Since);
        foreach (var orphan in orphans) work.Enqueue(new CollectionCandidate(CandidateKind.Orphan, candidate.RepositoryId, orphan.Value, candidate.Since));
    }

    /// <summary>Deletes manifests of which none leads to anything that stays; what they led to.</summary>
    private async Task<HashSet<Digest>> DeleteAsync(long repository, IReadOnlyCollection<ManifestRow> manifests)
    {
        var name = tally.NameOf(repository);
        // All are kept aside before the first goes, so that none looks as if a child had been missing.
        foreach (var manifest in manifests) DeletedManifestRows.Add(session, manifest.Id, [], collected: true, now);
        var related = new HashSet<Digest>();
        foreach (var manifest in manifests)
        {
            related.UnionWith(await ManifestRemoving.RemoveAsync(session, repository, manifest, now));
            AuditRows.Insert(session, CollectionEvents.OfManifest(now, name, manifest.Digest, manifest.MediaType, manifest.Size, "nothing leads to the manifest"));
            tally.AddManifest(name);
        }
        RepositoryRows.Changed(session, repository, manifests: -manifests.Count);
        related.ExceptWith(manifests.Select(static m => m.Digest));
        return related;
    }
}
