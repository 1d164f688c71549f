using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Images;

/// <summary>A manifest of this registry that a request named.</summary>
/// <param name="Repository">Its repository.</param>
/// <param name="Tag">The tag under which it was asked for; null when by digest.</param>
/// <param name="Record">The stored manifest.</param>
/// <param name="Manifest">What was read from its bytes.</param>
internal sealed record StoredImage(RepositoryName Repository, Tag? Tag, ManifestRecord Record, Manifest Manifest)
{
    public Digest Digest => Record.Digest;

    /// <summary>Bytes to transfer: config and layers, or nothing for an index.</summary>
    public long Size => (Manifest.Config?.Size ?? 0) + Manifest.Layers.Sum(l => l.Size);

    /// <summary>The children of an index that are images: attestations of BuildKit carry the platform unknown/unknown.</summary>
    public IEnumerable<Descriptor> Children => Manifest.Manifests.Where(m => m.Platform is not { Os: "unknown" });

    /// <summary><c>repository:tag</c> or <c>repository@digest</c>, as it was asked for.</summary>
    public string Reference => Tag is { } tag ? $"{Repository}:{tag}" : ByDigest;

    /// <summary><c>repository@digest</c>.</summary>
    public string ByDigest => $"{Repository}@{Digest}";
}
