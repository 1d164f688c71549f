using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Hashing;

/// <summary>The digest of stored bytes.</summary>
public static class BlobHash
{
    /// <summary>Reads everything and hashes it.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="algorithm">The hash function.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="pace">Called with the number of bytes of every piece that was read; may wait, to keep to a rate.</param>
    public static async Task<Digest> OfAsync(IBlobReader reader, DigestAlgorithm algorithm, CancellationToken cancellationToken, Func<int, ValueTask>? pace = null)
    {
        var buffer = TransferBuffer.Rent();
        using var hash = ContentHash.Start(algorithm);
        try
        {
            while (await reader.ReadAsync(buffer.Memory, hash.Length, cancellationToken) is > 0 and var read)
            {
                hash.Append(buffer.Memory.Span[..read]);
                if (pace is not null) await pace(read);
            }
            return hash.Finish();
        }
        finally
        {
            buffer.Return();
        }
    }
}
