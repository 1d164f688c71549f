using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Looks up everything that a manifest names in a few statements, and holds it until the change commits.</summary>
internal static class ManifestLookup
{
    /// <param name="session">The change; it holds the repository.</param>
    /// <param name="repository">The repository, or null when it is new.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="returning">Brings children back that collection deleted; null for none.</param>
    /// <param name="allowSparse">Accepts an index whose children are not (all) there.</param>
    public static async Task<ManifestReferences> RunAsync(PostgresSession session, long? repository, Manifest manifest, ManifestRestoring? returning, bool allowSparse)
    {
        string[] named = [.. ManifestReferences.Named(manifest).Select(d => d.Value)];
        var blobs = await BlobRows.HoldAsync(session, repository, named);
        var manifests = manifest.Manifests.Count == 0 ? [] : await ManifestRows.FindAllAsync(session, repository, named);
        foreach (var child in manifest.Manifests)
        {
            var isBlob = !MediaTypes.IsManifest(child.MediaType) && blobs.GetValueOrDefault(child.Digest) is { State: BlobState.Live or BlobState.Condemned };
            if (!isBlob && returning is not null && !manifests.ContainsKey(child.Digest) && await returning.TryRestoreAsync(child.Digest) is { } back) manifests.Add(child.Digest, back);
        }
        return new ManifestReferences(d => blobs.GetValueOrDefault(d), d => manifests.GetValueOrDefault(d), allowSparse);
    }
}
