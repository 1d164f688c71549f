using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>The exact bytes of a manifest.</summary>
/// <param name="Digest">Digest of the bytes; null when they were made up because the source has no manifest.</param>
/// <param name="MediaType">Media type under which the source gives it, or null when the source does not say.</param>
/// <param name="Content">The bytes.</param>
public sealed record ManifestContent(Digest? Digest, string? MediaType, ReadOnlyMemory<byte> Content);

/// <summary>
/// Where the bytes of one image come from: a store of blobs, a registry, an OCI layout, an archive. An implementation only fetches; the
/// inspector chooses the platform, checks every digest and decides what is read.
/// </summary>
/// <remarks>
/// Life of an inspection: <see cref="ReadManifestAsync"/> with null; when that is an index, once more with the digest of the chosen
/// child; <see cref="OpenBlobAsync"/> for the configuration; then, one after the other and only for layers whose facts are not cached, for each layer.
/// Failures to read (network, disk) are ordinary exceptions and end the inspection: they say nothing about the image, and trying again may help.
/// </remarks>
public interface IImageContent : IAsyncDisposable
{
    /// <summary>Reads a manifest.</summary>
    /// <param name="digest">The manifest wanted; null for the one that the reference names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ImageNotFoundException">There is no such manifest.</exception>
    ValueTask<ManifestContent> ReadManifestAsync(Digest? digest, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a blob for reading from its start; the stream need not seek, is read synchronously on a worker thread and is disposed by the
    /// caller. Null when the source does not have the blob: the inspection goes on and is partial.
    /// </summary>
    ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken);
}
