using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;

namespace Plimsoll.Storage.Transfer;

/// <summary>What copying a blob came to.</summary>
public enum CopyOutcome
{
    /// <summary>The target has it now; the bytes were hashed on the way.</summary>
    Copied,

    /// <summary>The target has a second name of the same file now.</summary>
    Linked,

    /// <summary>The target had it already.</summary>
    Present,

    /// <summary>The source does not have it.</summary>
    Missing,

    /// <summary>The bytes of the source have another size or digest.</summary>
    Damaged,
}

/// <summary>Copies blobs from one store to another, under the same keys. Keys are never used twice, so a key that the target has already holds the same bytes.</summary>
/// <param name="source">Where from.</param>
/// <param name="target">Where to.</param>
/// <param name="link">Give files a second name instead, where both stores are folders of one file system.</param>
/// <param name="verify">Hash also what is linked and what the target has already.</param>
internal sealed class BlobCopy(IBlobStore source, IBlobStore target, bool link, bool verify)
{
    /// <summary>Copies a blob. Of one that is known to be damaged nothing is believed: it is hashed wherever it is.</summary>
    public async Task<CopyOutcome> RunAsync(ExportedBlob blob, CancellationToken cancellationToken)
    {
        var (key, digest, size, isDamaged) = blob;
        var hashed = verify || isDamaged;
        if (await IsPresentAsync(key, digest, size, hashed, cancellationToken)) return CopyOutcome.Present;
        await using var reader = await source.OpenAsync(key, cancellationToken);
        if (reader is null) return CopyOutcome.Missing;
        if (reader.Length != size) return CopyOutcome.Damaged;
        if (link && source is FileSystemBlobStore from && target is FileSystemBlobStore to && (!hashed || await BlobHash.OfAsync(reader, digest.Algorithm, cancellationToken) == digest)
            && await from.TryLinkAsync(key, to)) return CopyOutcome.Linked;
        return await CopyAsync(reader, key, digest, cancellationToken);
    }

    /// <summary>Copies bytes to a key, and takes them back when their digest is another one.</summary>
    public async Task<CopyOutcome> CopyAsync(IBlobReader reader, StorageKey key, Digest digest, CancellationToken cancellationToken)
    {
        var buffer = TransferBuffer.Rent();
        using var hash = ContentHash.Start(digest.Algorithm);
        try
        {
            // Without a size: room that is reserved before the bytes come would look like a whole copy when this one breaks off.
            await using var writer = await target.CreateAsync(key, null, cancellationToken);
            while (await reader.ReadAsync(buffer.Memory, hash.Length, cancellationToken) is > 0 and var read)
            {
                hash.Append(buffer.Memory.Span[..read]);
                await writer.WriteAsync(buffer.Memory[..read], cancellationToken);
            }
            if (hash.Finish() == digest)
            {
                await writer.CompleteAsync(cancellationToken);
                return CopyOutcome.Copied;
            }
        }
        finally
        {
            buffer.Return();
        }
        await target.AbandonAsync(key, cancellationToken);
        return CopyOutcome.Damaged;
    }

    private async Task<bool> IsPresentAsync(StorageKey key, Digest digest, long size, bool hashed, CancellationToken cancellationToken)
    {
        await using (var present = await target.OpenAsync(key, cancellationToken))
        {
            if (present is null) return false;
            if (present.Length == size && (!hashed || await BlobHash.OfAsync(present, digest.Algorithm, cancellationToken) == digest)) return true;
        }
        // The rest of a copy that was broken off.
        await target.AbandonAsync(key, cancellationToken);
        return false;
    }
}
