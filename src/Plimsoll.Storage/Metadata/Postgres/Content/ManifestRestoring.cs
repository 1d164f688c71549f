using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>
/// Puts deleted manifests back, with the children that they need. Their blobs are still there, because deleting a manifest begins the grace of its blobs; where
/// one has left the repository meanwhile it is taken in again.
/// </summary>
/// <param name="session">The change; it holds the repository.</param>
/// <param name="repository">Number of the repository.</param>
/// <param name="name">Name of the repository.</param>
/// <param name="onlyCollected">Leaves alone what was deleted by request.</param>
/// <param name="now">The time.</param>
internal sealed class ManifestRestoring(PostgresSession session, long repository, RepositoryName name, bool onlyCollected, DateTimeOffset now)
{
    /// <summary>An index of indexes of indexes …: nobody builds deeper ones but to do harm.</summary>
    private const int MaxDepth = 32;

    private int _depth;

    /// <summary>What was put back so far.</summary>
    public List<Digest> Restored { get; } = [];

    /// <summary>What could not be found and was needed.</summary>
    public List<Digest> Missing { get; } = [];

    /// <summary>Puts a manifest back; null when it was not deleted, or when what it needs is gone.</summary>
    public async Task<ManifestRow?> TryRestoreAsync(Digest digest)
    {
        if (_depth > MaxDepth || await DeletedManifestRows.FindAsync(session, repository, digest) is not { } row || (onlyCollected && !row.IsCollected)) return null;
        _depth++;
        try
        {
            return await RestoreAsync(digest, row);
        }
        finally
        {
            _depth--;
        }
    }

    private async Task<ManifestRow?> RestoreAsync(Digest digest, DeletedManifestRow row)
    {
        var manifest = ManifestReader.Read(row.Content, row.MediaType);
        TakeIn(BlobsOf(manifest));
        var references = await ManifestLookup.RunAsync(session, repository, manifest, this, row.IsSparse);
        if (references.Check(manifest) is { } refusal)
        {
            Missing.AddRange(refusal is ManifestPutResult.Missing(var digests) ? digests : [digest]);
            return null;
        }
        var id = await ManifestRows.InsertAsync(session, repository, new ManifestPut(name, digest, row.Content, manifest, [], ""), row.PushedAt, now);
        ManifestEdges.Record(session, references, repository, id, now);
        RepositoryRows.Changed(session, repository, manifests: 1);
        DeletedManifestRows.Remove(session, repository, digest);
        GarbageQueue.AddManifest(session, repository, digest, now);
        Restored.Add(digest);
        return await ManifestRows.FindAsync(session, repository, digest);
    }

    private void TakeIn(IEnumerable<Digest> digests)
    {
        string[] wanted = [.. digests.Where(d => !VirtualBlobs.Contains(d)).Select(d => d.Value).Distinct()];
        session.QueueLock("SELECT 1 FROM blobs WHERE digest = ANY($1) ORDER BY digest FOR KEY SHARE", wanted);
        session.Queue("""
            INSERT INTO repo_blobs(repository_id, blob_id, pinned_until) SELECT $1, id, $3 FROM blobs WHERE digest = ANY($2) AND state < 2
            ON CONFLICT(repository_id, blob_id) DO UPDATE SET pinned_until = greatest(repo_blobs.pinned_until, excluded.pinned_until)
            """, repository, wanted, now);
    }

    private static IEnumerable<Digest> BlobsOf(Manifest manifest) =>
        manifest.Layers.Append(manifest.Config).Concat(manifest.Manifests.Where(static m => !MediaTypes.IsManifest(m.MediaType))).OfType<Descriptor>().Select(static d => d.Digest);
}
