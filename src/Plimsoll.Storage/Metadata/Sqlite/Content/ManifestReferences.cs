using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>What an edge from a manifest to a blob means.</summary>
internal enum EdgeKind
{
    /// <summary>The config.</summary>
    Config = 0,

    /// <summary>A layer.</summary>
    Layer = 1,

    /// <summary>An entry of an index that is a blob, as build caches have them.</summary>
    Entry = 2,
}

/// <summary>
/// Looks up everything that a manifest needs in its repository, and afterwards writes the edges. Looking up changes nothing but that a child which collection has
/// just deleted comes back, so a manifest that is refused leaves no other trace. Content that is embedded in its descriptor must be there too: most clients do not look at the embedded copy. A subject need not exist
/// (distribution-spec, "Pushing Manifests with Subject").
/// </summary>
internal sealed class ManifestReferences(SqliteSession session, long? repository, bool allowSparse, ManifestRestoring? returning)
{
    private readonly List<(Digest Digest, BlobRow Blob, EdgeKind Kind)> _blobs = [];
    private readonly List<Digest> _children = [];
    private readonly List<Digest> _missing = [];
    private ManifestPutResult.SizeMismatch? _mismatch;

    /// <summary>Why the manifest cannot be stored, or null when nothing is in the way.</summary>
    public ManifestPutResult? Check(Manifest manifest)
    {
        if (manifest.Config is { } config) RequireBlob(config, EdgeKind.Config, optional: false);
        foreach (var layer in manifest.Layers) RequireBlob(layer, EdgeKind.Layer, optional: IsForeign(layer));
        foreach (var child in manifest.Manifests) RequireChild(child);
        return _missing.Count > 0 ? new ManifestPutResult.Missing([.. _missing.Distinct()]) : _mismatch;
    }

    /// <summary>Writes the edges. Condemned blobs are set live again; the transaction holds the rows, so none can be deleted before it commits.</summary>
    public void Record(long repositoryId, long manifest, DateTimeOffset now)
    {
        foreach (var (digest, blob, kind) in _blobs)
        {
            if (blob.State == BlobState.Condemned) BlobRows.Revive(session, blob.Id, now);
            if (VirtualBlobs.Contains(digest)) BlobRows.Restore(session, repositoryId, digest);
            session.Execute("INSERT INTO manifest_blobs(manifest_id, blob_id, kind, repository_id) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                manifest, blob.Id, (int)kind, repositoryId);
        }
        foreach (var child in _children)
        {
            session.Execute("INSERT INTO manifest_children(manifest_id, repository_id, child) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
                manifest, repositoryId, child);
        }
    }

    /// <summary>Layers whose bytes may live elsewhere: those that must not be distributed, and those that say where else they are.</summary>
    private static bool IsForeign(Descriptor layer) => MediaTypes.IsNonDistributable(layer.MediaType) || layer.Urls.Count > 0;

    private void RequireBlob(Descriptor descriptor, EdgeKind kind, bool optional)
    {
        if (!TryBlob(descriptor, kind) && !optional) _missing.Add(descriptor.Digest);
    }

    private void RequireChild(Descriptor child)
    {
        // An entry is normally a manifest; build caches list layers in an index; of other types nobody knows, so either will do.
        if (!MediaTypes.IsManifest(child.MediaType) && TryBlob(child, EdgeKind.Entry)) return;
        if ((ManifestRows.Find(session, repository, child.Digest) ?? returning?.TryRestore(child.Digest)) is { } manifest) RequireSize(child, manifest.Size);
        else if (!allowSparse) _missing.Add(child.Digest);
        _children.Add(child.Digest);
    }

    private bool TryBlob(Descriptor descriptor, EdgeKind kind)
    {
        if (BlobRows.FindIn(session, repository, descriptor.Digest) is not { State: not BlobState.Deleting } blob) return false;
        RequireSize(descriptor, blob.Size);
        _blobs.Add((descriptor.Digest, blob, kind));
        return true;
    }

    private void RequireSize(Descriptor descriptor, long actual)
    {
        if (descriptor.Size != actual) _mismatch ??= new ManifestPutResult.SizeMismatch(descriptor.Digest, descriptor.Size, actual);
    }
}
