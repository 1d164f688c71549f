namespace Plimsoll.Bench.Soak;

/// <summary>An image that was acknowledged, or an attestation about one: a manifest and the blobs that it needs.</summary>
internal sealed record StoredImage(string Repository, string Digest, byte[] Manifest, IReadOnlyList<string> Blobs)
{
    public const string ImageType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>Digests of manifests about this one: they must stay as long as it does.</summary>
    public IReadOnlyList<StoredImage> Referrers { get; init; } = [];

    public string Path(string reference) => $"/v2/{Repository}/manifests/{reference}";

    public string BlobPath(string digest) => $"/v2/{Repository}/blobs/{digest}";
}
