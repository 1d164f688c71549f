using System.Text.Json;

namespace Plimsoll.Bench.Content;

/// <summary>Layers, the config that lists them and the manifest that binds both (OCI image-spec, manifest.md and config.md).</summary>
internal sealed record Image(IReadOnlyList<Blob> Layers, Blob Config, byte[] Manifest, string Digest)
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    public static Image Make(BlobFactory blobs, int layers, long layerSize)
    {
        Blob[] made = [.. Enumerable.Range(0, layers).Select(_ => blobs.Make(layerSize))];
        var config = Blob.Of(JsonSerializer.SerializeToUtf8Bytes(new
        {
            created = "2026-01-01T00:00:00Z",
            architecture = "amd64",
            os = "linux",
            config = new { Cmd = new[] { "/bin/sh" } },
            rootfs = new { type = "layers", diff_ids = made.Select(layer => blobs.DiffIdOf(layerSize, layer)) },
            history = made.Select(layer => new { created_by = "COPY " + layer.Digest[7..19] }),
        }));
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = config.Digest, size = config.Length },
            layers = made.Select(layer => new { mediaType = blobs.LayerType, digest = layer.Digest, size = layer.Length }),
        });
        return new Image(made, config, manifest, BlobFactory.DigestOf(manifest));
    }
}
