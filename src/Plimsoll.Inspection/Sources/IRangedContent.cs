using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>A source that can begin in the middle of a blob. Such bytes are not proven by the digest of the blob: whoever asks for them proves them otherwise.</summary>
public interface IRangedContent : IImageContent
{
    /// <summary>Opens a blob from a place on; null when the source does not have the blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">The first byte, from 0 to the size.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Stream?> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken);
}
