using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Scrubbing;

/// <summary>
/// Fetches a blob from somebody else into a new key, as an upload would bring it: the intent first, then the bytes, and when their digest is right, one transaction that
/// gives the blob its new key.
/// </summary>
internal sealed class BlobRepair(IMetadataStore metadata, IBlobStore blobs, IRepairSource source, TimeProvider time)
{
    private const int MaxRepositories = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>Null when the blob is whole again, otherwise why it is not.</summary>
    public async Task<string?> RunAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        var repositories = await metadata.Scrub.RepositoriesOfAsync(blob, MaxRepositories, cancellationToken);
        var reason = "no repository has it";
        foreach (var repository in repositories)
        {
            try
            {
                await using var content = await source.OpenAsync(blob.Digest, blob.Size, repository, cancellationToken);
                reason = content is null ? $"the other registry does not have it in {repository}" : await TakeAsync(blob, repository, content, cancellationToken);
                if (reason is null) return null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                reason = e.Message;
            }
        }
        return $"{blob.Digest} was not repaired: {reason}";
    }

    private async Task<string?> TakeAsync(StoredBlob blob, RepositoryName repository, Stream content, CancellationToken cancellationToken)
    {
        var upload = new Upload
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Repository = repository,
            Key = StorageKey.New(time),
            Algorithm = blob.Digest.Algorithm,
            Principal = "system",
            StartedAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + Patience,
        };
        await metadata.Uploads.CreateAsync(upload, cancellationToken);
        try
        {
            var digest = await WriteAsync(upload.Key, blob, content, cancellationToken);
            if (digest is null) return "more or fewer bytes came than the blob has";
            if (digest != blob.Digest) return $"what came hashes to {digest}";
            var audit = ScrubEvents.Of(time, "repair", blob.Digest.Value, blob.Size, $"fetched from the other registry into {upload.Key}") with { Repository = repository.Value };
            return await metadata.Scrub.ReplaceAsync(blob, new BlobLocation.Stored(upload.Key), upload.Id, audit, cancellationToken) ? null : "it was pushed again or deleted meanwhile";
        }
        finally
        {
            // Does nothing when the repair ended the upload; otherwise its bytes go the way of all garbage.
            await metadata.Uploads.CancelAsync(repository, upload.Id, CancellationToken.None);
        }
    }

    private async Task<Digest?> WriteAsync(StorageKey key, StoredBlob blob, Stream content, CancellationToken cancellationToken)
    {
        var buffer = TransferBuffer.Rent();
        using var hash = ContentHash.Start(blob.Digest.Algorithm);
        try
        {
            await using var writer = await blobs.CreateAsync(key, blob.Size, cancellationToken);
            while (await content.ReadAtLeastAsync(buffer.Memory, TransferBuffer.Size, throwOnEndOfStream: false, cancellationToken) is > 0 and var read)
            {
                hash.Append(buffer.Memory.Span[..read]);
                if (hash.Length > blob.Size) return null;
                await writer.WriteAsync(buffer.Memory[..read], cancellationToken);
            }
            if (hash.Length != blob.Size) return null;
            await writer.CompleteAsync(cancellationToken);
            return hash.Finish();
        }
        finally
        {
            buffer.Return();
        }
    }
}
