using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>The blobs that every repository has without an upload: the empty blob, and <c>{}</c>, the config of every artifact.</summary>
public static class VirtualBlobs
{
    /// <summary>True for the two digests, in SHA-256 only.</summary>
    public static bool Contains(Digest digest) => digest == Digest.EmptyJson || digest == Digest.EmptyBlob;

    /// <summary>The bytes of a virtual blob.</summary>
    /// <exception cref="ArgumentException">The digest is no virtual blob.</exception>
    public static ReadOnlyMemory<byte> ContentOf(Digest digest) =>
        digest == Digest.EmptyBlob ? ReadOnlyMemory<byte>.Empty
        : digest == Digest.EmptyJson ? new byte[] { (byte)'{', (byte)'}' }
        : throw new ArgumentException("not a virtual blob", nameof(digest));
}
