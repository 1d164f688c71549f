using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Edges from a manifest to what it needs.</summary>
internal static class ManifestEdges
{
    /// <summary>Writes the edges. Condemned blobs are set live again; the transaction holds the rows, so none can be deleted before it commits.</summary>
    public static void Record(SqliteSession session, ManifestReferences references, long repository, long manifest, DateTimeOffset now)
    {
        foreach (var (digest, blob, kind) in references.Blobs)
        {
            if (blob.State == BlobState.Condemned) BlobRows.Revive(session, blob.Id, now);
            if (VirtualBlobs.Contains(digest)) BlobRows.Restore(session, repository, digest);
            session.Execute("INSERT INTO manifest_blobs(manifest_id, blob_id, kind, repository_id) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                manifest, blob.Id, (int)kind, repository);
        }
        foreach (var child in references.Children)
        {
            session.Execute("INSERT INTO manifest_children(manifest_id, repository_id, child) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING", manifest, repository, child);
        }
    }
}
