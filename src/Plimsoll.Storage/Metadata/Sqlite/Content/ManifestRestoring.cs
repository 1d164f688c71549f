using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>
/// Puts deleted manifests back, with the children that they need. Their blobs are still there, because deleting a manifest begins the grace of its blobs; where
/// one has left the repository meanwhile it is taken in again.
/// </summary>
/// <param name="session">The writer.</param>
/// <param name="repository">Number of the repository.</param>
/// <param name="name">Name of the repository.</param>
/// <param name="onlyCollected">Leaves alone what was deleted by request.</param>
/// <param name="now">The time.</param>
internal sealed class ManifestRestoring(SqliteSession session, long repository, RepositoryName name, bool onlyCollected, DateTimeOffset now)
{
    /// <summary>An index of indexes of indexes …: nobody builds deeper ones but to do harm.</summary>
    private const int MaxDepth = 32;

    private int _depth;

    /// <summary>What was put back so far.</summary>
    public List<Digest> Restored { get; } = [];

    /// <summary>What could not be found and was needed.</summary>
    public List<Digest> Missing { get; } = [];

    /// <summary>Puts a manifest back; null when it was not deleted, or when what it needs is gone.</summary>
    public ManifestRow? TryRestore(Digest digest)
    {
        if (_depth > MaxDepth || DeletedManifestRows.Find(session, repository, digest) is not { } row || (onlyCollected && !row.IsCollected)) return null;
        _depth++;
        try
        {
            return Restore(digest, row);
        }
        finally
        {
            _depth--;
        }
    }

    private ManifestRow? Restore(Digest digest, DeletedManifestRow row)
    {
        var manifest = ManifestReader.Read(row.Content, row.MediaType);
        foreach (var blob in BlobsOf(manifest)) TakeIn(blob);
        var references = new ManifestReferences(
            d => BlobRows.FindIn(session, repository, d), d => ManifestRows.Find(session, repository, d) ?? TryRestore(d), row.IsSparse);
        if (references.Check(manifest) is { } refusal)
        {
            Missing.AddRange(refusal is ManifestPutResult.Missing(var digests) ? digests : [digest]);
            return null;
        }
        var id = ManifestRows.Insert(session, repository, new ManifestPut(name, digest, row.Content, manifest, [], ""), row.PushedAt, now);
        ManifestEdges.Record(session, references, repository, id, now);
        RepositoryRows.Count(session, repository, 0, 1);
        DeletedManifestRows.Remove(session, repository, digest);
        GarbageQueue.AddManifest(session, repository, digest, now);
        Restored.Add(digest);
        return ManifestRows.Find(session, repository, digest);
    }

    private void TakeIn(Digest digest)
    {
        if (!VirtualBlobs.Contains(digest) && BlobRows.Find(session, digest) is { State: not BlobState.Deleting } blob) BlobRows.Pin(session, repository, blob.Id, now);
    }

    private static IEnumerable<Digest> BlobsOf(Manifest manifest) =>
        manifest.Layers.Append(manifest.Config).Concat(manifest.Manifests.Where(static m => !MediaTypes.IsManifest(m.MediaType))).OfType<Descriptor>().Select(static d => d.Digest);
}
