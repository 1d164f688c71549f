using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>The transaction that stores a manifest with its edges, moves its tags, queues its inspection and records the event.</summary>
internal static class ManifestPutting
{
    public static async Task<ManifestPutResult> RunAsync(PostgresSession session, ManifestPut put, AuditEvent audit, DateTimeOffset now)
    {
        var found = await RepositoryRows.LockAsync(session, put.Repository);
        var existing = await ManifestRows.FindAsync(session, found, put.Digest);
        long repository;
        if (existing is not null)
        {
            repository = found!.Value;
            session.Queue("UPDATE manifests SET last_push_at = $2 WHERE id = $1", existing.Id, now);
        }
        else
        {
            string[] named = [.. ManifestReferences.Named(put.Manifest).Select(d => d.Value)];
            var blobs = await BlobRows.HoldAsync(session, found, named);
            var manifests = put.Manifest.Manifests.Count == 0 ? [] : await ManifestRows.FindAllAsync(session, found, named);
            var references = new ManifestReferences(d => blobs.GetValueOrDefault(d), d => manifests.GetValueOrDefault(d)?.Size, put.AllowSparse);
            if (references.Check(put.Manifest) is { } refusal) return refusal;
            repository = found ?? await RepositoryRows.LockOrAddAsync(session, put.Repository, now);
            Record(session, references, repository, await ManifestRows.InsertAsync(session, repository, put, now), now);
        }
        var added = 0;
        foreach (var tag in put.Tags)
        {
            if (await TagRows.PointAsync(session, repository, tag, put.Digest, put.Actor, now)) added++;
        }
        if (put.Tags.Count == 0) GarbageQueue.AddManifest(session, repository, put.Digest, now);
        if (put.InspectWith is { } version) InspectionRows.Enqueue(session, put.Repository, put.Digest, version, now);
        RepositoryRows.Pushed(session, repository, added, existing is null ? 1 : 0, now);
        AuditRows.Insert(session, audit);
        return new ManifestPutResult.Stored(existing is null);
    }

    /// <summary>Writes the edges. Condemned blobs are set live again; the transaction holds the rows, so none can be deleted before it commits.</summary>
    private static void Record(PostgresSession session, ManifestReferences references, long repository, long manifest, DateTimeOffset now)
    {
        foreach (var (digest, blob, _) in references.Blobs)
        {
            if (blob.State == BlobState.Condemned) BlobRows.Revive(session, blob.Id, now);
            if (VirtualBlobs.Contains(digest)) BlobRows.Restore(session, repository, digest);
        }
        session.Queue("""
            INSERT INTO manifest_blobs(manifest_id, repository_id, blob_id, kind) SELECT $1, $2, blob, kind FROM unnest($3, $4) AS e(blob, kind) ON CONFLICT DO NOTHING
            """, manifest, repository, references.Blobs.Select(b => b.Blob.Id).ToArray(), references.Blobs.Select(b => (long)b.Kind).ToArray());
        if (references.Children.Count == 0) return;
        session.Queue("INSERT INTO manifest_children(manifest_id, repository_id, child) SELECT $1, $2, child FROM unnest($3) AS c(child) ON CONFLICT DO NOTHING",
            manifest, repository, references.Children.Select(c => c.Value).ToArray());
    }
}
