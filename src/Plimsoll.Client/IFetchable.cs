using Plimsoll.Core.Manifests;

namespace Plimsoll.Client;

/// <summary>The exact bytes of a manifest, proven against its digest.</summary>
/// <param name="Descriptor">Digest, size and the media type under which it was served.</param>
/// <param name="Content">The bytes; at most <see cref="ManifestReader.MaxSize"/>.</param>
public sealed record FetchedManifest(Descriptor Descriptor, ReadOnlyMemory<byte> Content)
{
    /// <summary>A manifest that was made at hand.</summary>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="content">The bytes.</param>
    public static FetchedManifest Of(string mediaType, ReadOnlyMemory<byte> content) => new(Descriptor.Of(mediaType, content.Span), content);

    /// <summary>Reads it strictly.</summary>
    /// <exception cref="ManifestException">It is no manifest that Plimsoll accepts.</exception>
    public Manifest Read() => ManifestReader.Read(Content, Descriptor.MediaType);
}

/// <summary>Gives content.</summary>
public interface IFetchable
{
    /// <summary>Fetches a manifest.</summary>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RegistryException">There is none, the registry refused, or could not be reached.</exception>
    /// <exception cref="ContentMismatchException">The bytes do not have the digest that was asked for or that the registry promised.</exception>
    Task<FetchedManifest> FetchManifestAsync(string reference, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a blob. Its size and, when it is read from the start, its digest are checked while it is read: the last read throws
    /// <see cref="ContentMismatchException"/> when they are not those of the descriptor.
    /// </summary>
    /// <param name="blob">The blob; digest and size are used.</param>
    /// <param name="offset">First byte wanted.</param>
    /// <param name="cancellationToken">Ends the wait for the first byte.</param>
    /// <exception cref="RegistryException">There is none, the registry refused, or could not be reached.</exception>
    Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken);
}
