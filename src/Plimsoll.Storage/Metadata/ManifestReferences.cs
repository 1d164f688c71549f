using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Finds out whether everything that a manifest needs is in its repository, and which edges lead to it. Content that is embedded in its descriptor must be there
/// too: most clients do not look at the embedded copy. A subject need not exist (distribution-spec, "Pushing Manifests with Subject").
/// </summary>
/// <param name="blobOf">The blob of the repository with a digest, in whatever state; the virtual blobs are in every repository.</param>
/// <param name="manifestOf">The manifest of the repository with a digest, or null. One that collection has just deleted may come back by being asked for.</param>
/// <param name="allowSparse">Accepts an index whose children are not (all) there.</param>
internal sealed class ManifestReferences(Func<Digest, BlobRow?> blobOf, Func<Digest, ManifestRow?> manifestOf, bool allowSparse)
{
    private readonly List<(Digest Digest, BlobRow Blob, EdgeKind Kind)> _blobs = [];
    private readonly List<Digest> _children = [];
    private readonly List<Digest> _missing = [];
    private ManifestPutResult.SizeMismatch? _mismatch;

    /// <summary>The blobs that were found. Condemned ones have to be set live again.</summary>
    public IReadOnlyList<(Digest Digest, BlobRow Blob, EdgeKind Kind)> Blobs => _blobs;

    /// <summary>The manifests that an index lists; of a sparse one, also those that are not here.</summary>
    public IReadOnlyList<Digest> Children => _children;

    /// <summary>
    /// A child whose descriptor gives it another type than it was pushed with, or null. What is new is refused for it; what was stored before comes back as it was.
    /// </summary>
    public ManifestPutResult.TypeMismatch? Mistyped { get; private set; }

    /// <summary>Every digest that <see cref="Check"/> may ask for.</summary>
    public static IEnumerable<Digest> Named(Manifest manifest) =>
        manifest.Layers.Concat(manifest.Manifests).Select(d => d.Digest).Concat(manifest.Config is { } config ? [config.Digest] : []).Distinct();

    /// <summary>Why the manifest cannot be stored, or null when nothing is in the way.</summary>
    public ManifestPutResult? Check(Manifest manifest)
    {
        if (manifest.Config is { } config) RequireBlob(config, EdgeKind.Config, optional: false);
        foreach (var layer in manifest.Layers) RequireBlob(layer, EdgeKind.Layer, optional: IsForeign(layer));
        foreach (var child in manifest.Manifests) RequireChild(child);
        return _missing.Count > 0 ? new ManifestPutResult.Missing([.. _missing.Distinct()]) : _mismatch;
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
        if (manifestOf(child.Digest) is { } manifest)
        {
            RequireSize(child, manifest.Size);
            if (MediaTypes.IsManifest(child.MediaType) && !child.MediaType.Equals(manifest.MediaType, StringComparison.OrdinalIgnoreCase)) Mistyped ??= new ManifestPutResult.TypeMismatch(child.Digest, child.MediaType, manifest.MediaType);
        }
        else if (!allowSparse) _missing.Add(child.Digest);
        _children.Add(child.Digest);
    }

    private bool TryBlob(Descriptor descriptor, EdgeKind kind)
    {
        if (blobOf(descriptor.Digest) is not { State: BlobState.Live or BlobState.Condemned } blob) return false;
        RequireSize(descriptor, blob.Size);
        _blobs.Add((descriptor.Digest, blob, kind));
        return true;
    }

    private void RequireSize(Descriptor descriptor, long actual)
    {
        if (descriptor.Size != actual) _mismatch ??= new ManifestPutResult.SizeMismatch(descriptor.Digest, descriptor.Size, actual);
    }
}
