using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>The transaction that stores a manifest with its edges, moves its tags, queues its inspection and records the event.</summary>
internal static class ManifestPutting
{
    public static async Task<ManifestPutResult> RunAsync(PostgresSession session, ManifestPut put, AuditEvent audit, DateTimeOffset now)
    {
        var found = await RepositoryRows.LockAsync(session, put.Repository);
        var existing = await ManifestRows.FindAsync(session, found, put.Digest);
        var present = await TagRows.FindAllAsync(session, found, put.Tags);
        await ImmutableTags.RequireMovableAsync(session, put.Repository, present, put.Digest);
        long repository;
        if (existing is not null)
        {
            repository = found!.Value;
            session.Queue("UPDATE manifests SET last_push_at = $2 WHERE id = $1", existing.Id, now);
        }
        else
        {
            var returning = found is { } known ? new ManifestRestoring(session, known, put.Repository, onlyCollected: true, now) : null;
            var references = await ManifestLookup.RunAsync(session, found, put.Manifest, returning, put.AllowSparse);
            if ((references.Check(put.Manifest) ?? references.Mistyped) is { } refusal)
            {
                // Children that came back for it go again.
                session.Discard();
                return refusal;
            }
            repository = found ?? await RepositoryRows.LockOrAddAsync(session, put.Repository, now);
            ManifestEdges.Record(session, references, repository, await ManifestRows.InsertAsync(session, repository, put, now, now), now);
            DeletedManifestRows.Remove(session, repository, put.Digest);
            foreach (var child in returning?.Restored ?? []) AuditRows.Insert(session, CollectionEvents.OfReturn(now, put.Repository, child));
        }
        var added = put.Tags.Distinct().Count(tag => TagRows.Point(session, repository, tag, present.TryGetValue(tag, out var previous) ? previous : null, put.Digest, put.Actor, now));
        GarbageQueue.RemoveOrphan(session, repository, put.Digest);
        if (put.Tags.Count == 0) GarbageQueue.AddManifest(session, repository, put.Digest, now);
        if (put.InspectWith is { } version) InspectionRows.Enqueue(session, put.Repository, put.Digest, version, now);
        RepositoryRows.Pushed(session, repository, added, existing is null ? 1 : 0, now);
        AuditRows.Insert(session, audit);
        await QuotaRows.RequireAsync(session, repository);
        return new ManifestPutResult.Stored(existing is null);
    }
}
