using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Edges from a manifest to what it needs.</summary>
internal static class ManifestEdges
{
    /// <summary>Writes the edges. Condemned blobs are set live again; the transaction holds the rows, so none can be deleted before it commits.</summary>
    public static void Record(PostgresSession session, ManifestReferences references, long repository, long manifest, DateTimeOffset now)
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
