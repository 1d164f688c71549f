using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Scrubbing;

/// <summary>What looking at a blob came to.</summary>
internal abstract record BlobVerdict
{
    private BlobVerdict() { }

    /// <summary>It is as it was pushed.</summary>
    public sealed record Whole : BlobVerdict;

    /// <summary>It is not.</summary>
    public sealed record Wrong(FindingKind Kind, string Detail) : BlobVerdict;

    /// <summary>Nobody knows: the store did not answer, or the disk could not be read.</summary>
    public sealed record Unreadable(string Reason) : BlobVerdict;
}

/// <summary>Reads a blob and compares size and digest.</summary>
internal sealed class BlobCheck(IBlobStore blobs, Pace pace)
{
    public async Task<BlobVerdict> RunAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (blob.Location is BlobLocation.Inline(var content)) return Compare(blob, content.Length, Digest.Of(content.Span, blob.Digest.Algorithm));
        var key = ((BlobLocation.Stored)blob.Location).Key;
        try
        {
            await using var reader = await blobs.OpenAsync(key, cancellationToken);
            if (reader is null) return new BlobVerdict.Wrong(FindingKind.Missing, $"no object {key.Value}");
            if (reader.Length != blob.Size) return Compare(blob, reader.Length, blob.Digest);
            return Compare(blob, reader.Length, await BlobHash.OfAsync(reader, blob.Digest.Algorithm, cancellationToken, read => pace.SpendAsync(read, cancellationToken)));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new BlobVerdict.Unreadable($"{blob.Digest}: {e.Message}");
        }
    }

    private static BlobVerdict Compare(StoredBlob blob, long size, Digest digest)
    {
        if (size != blob.Size) return new BlobVerdict.Wrong(FindingKind.Damaged, $"{size} bytes are stored, {blob.Size} were pushed");
        return digest == blob.Digest ? new BlobVerdict.Whole() : new BlobVerdict.Wrong(FindingKind.Damaged, $"what is stored hashes to {digest}");
    }
}
