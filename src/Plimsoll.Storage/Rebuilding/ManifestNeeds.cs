using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Storage.Rebuilding;

/// <summary>What a manifest leads to, sorted as the tables have it: blobs with the kind of the edge, and children.</summary>
internal static class ManifestNeeds
{
    /// <summary>Blobs that must be there, with their sizes. Layers that may live elsewhere are not among them.</summary>
    public static IEnumerable<Descriptor> Required(Manifest manifest) =>
        manifest.Layers.Where(layer => !MediaTypes.IsNonDistributable(layer.MediaType) && layer.Urls.Count == 0).Concat(manifest.Config is { } config ? [config] : []);

    /// <summary>Edges to blobs, of those that there are: config 0, layers 1, entries of an index that are blobs 2.</summary>
    public static IEnumerable<(Digest Blob, long Kind)> Blobs(Manifest manifest, Func<Digest, bool> isBlob)
    {
        if (manifest.Config is { } config) yield return (config.Digest, 0);
        foreach (var layer in manifest.Layers.Where(l => isBlob(l.Digest))) yield return (layer.Digest, 1);
        foreach (var entry in manifest.Manifests.Where(e => IsBlobEntry(e, isBlob))) yield return (entry.Digest, 2);
    }

    /// <summary>Manifests that an index lists.</summary>
    public static IEnumerable<Digest> Children(Manifest manifest, Func<Digest, bool> isBlob) => manifest.Manifests.Where(e => !IsBlobEntry(e, isBlob)).Select(e => e.Digest).Distinct();

    private static bool IsBlobEntry(Descriptor entry, Func<Digest, bool> isBlob) => !MediaTypes.IsManifest(entry.MediaType) && isBlob(entry.Digest);
}
