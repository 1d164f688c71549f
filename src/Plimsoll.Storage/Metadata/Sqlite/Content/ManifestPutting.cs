using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The transaction that stores a manifest with its edges, moves its tags, queues its inspection and records the event.</summary>
internal static class ManifestPutting
{
    public static ManifestPutResult Run(SqliteSession session, ManifestPut put, AuditEvent audit, DateTimeOffset now)
    {
        var found = RepositoryRows.Find(session, put.Repository);
        var existing = ManifestRows.Find(session, found, put.Digest);
        ImmutableTags.RequireMovable(session, put.Repository, found, put.Tags, put.Digest);
        QuotaWatch quota;
        long repository;
        if (existing is not null)
        {
            repository = found!.Value;
            quota = QuotaWatch.Begin(session, repository);
            session.Execute("UPDATE manifests SET last_push_at = ?2 WHERE id = ?1", existing.Id, now);
        }
        else
        {
            var returning = found is { } known ? new ManifestRestoring(session, known, put.Repository, onlyCollected: true, now) : null;
            var references = new ManifestReferences(
                d => BlobRows.FindIn(session, found, d), d => ManifestRows.Find(session, found, d) ?? returning?.TryRestore(d), put.AllowSparse);
            if ((references.Check(put.Manifest) ?? references.Mistyped) is { } refusal) return refusal;
            repository = found ?? RepositoryRows.FindOrAdd(session, put.Repository, now);
            quota = QuotaWatch.Begin(session, repository);
            ManifestEdges.Record(session, references, repository, ManifestRows.Insert(session, repository, put, now, now), now);
            DeletedManifestRows.Remove(session, repository, put.Digest);
            foreach (var child in returning?.Restored ?? []) AuditRows.Insert(session, CollectionEvents.OfReturn(now, put.Repository, child));
        }
        var added = put.Tags.Count(tag => TagRows.Point(session, repository, tag, put.Digest, put.Actor, now));
        quota.End();
        RepositoryRows.CountPush(session, repository, added, existing is null ? 1 : 0, now);
        GarbageQueue.RemoveOrphan(session, repository, put.Digest);
        if (put.Tags.Count == 0) GarbageQueue.AddManifest(session, repository, put.Digest, now);
        if (put.InspectWith is { } version) InspectionRows.Enqueue(session, put.Repository, put.Digest, version, now);
        AuditRows.Insert(session, audit);
        return new ManifestPutResult.Stored(existing is null);
    }
}
