using System.Buffers;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Hashing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>
/// Takes the bytes of uploads: each is hashed once while it arrives and is on the disk before its request is answered.
/// </summary>
internal sealed class ContentReceiver(RegistryServices services)
{
    /// <summary>Blobs up to this size are kept in the database: they cost one commit instead of two more flushes.</summary>
    private const int MaxInline = 8 * 1024;

    private const int PieceSize = 256 * 1024;

    /// <summary>Bodies up to this size are not worth the threads of <see cref="BodyReceiver"/>.</summary>
    private const int SmallBody = 2 << 20;

    /// <summary>Takes a whole small blob from the body in one transaction; false, with nothing read, when the body is larger or its length unknown.</summary>
    public async Task<bool> TryReceiveSmallAsync(RegistryRequest request, Digest digest, string? uploadId)
    {
        if (request.Http.Request.ContentLength is not (>= 0 and <= MaxInline) || request.Http.Request.Headers.ContentRange.Count > 0) return false;
        var content = new byte[request.Http.Request.ContentLength.Value];
        await request.Http.Request.Body.ReadExactlyAsync(content, request.Aborted);
        if (Digest.Of(content, digest.Algorithm) is var actual && actual != digest) throw Mismatch(digest, actual);
        await PublishAsync(request, digest, content.Length, new BlobLocation.Inline(content), uploadId);
        return true;
    }

    /// <summary>Appends the body to a session and makes it durable; the new offset.</summary>
    public async Task<long> AppendAsync(RegistryRequest request, Upload upload)
    {
        using var hash = await ResumeAsync(upload, request.Aborted);
        await using var writer = await OpenAsync(upload, request.Http.Request.ContentLength, request.Aborted);
        try
        {
            await CopyAsync(request, writer, hash);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && writer.Position > upload.Offset && request.Aborted.IsCancellationRequested)
        {
            // The connection broke. What arrived is kept, so that the client can resume instead of starting again.
            await SaveAsync(upload, writer, hash);
            throw;
        }
        await SaveAsync(upload, writer, hash);
        return writer.Position;
    }

    /// <summary>Takes the rest of the body, checks the digest, makes the blob and answers 201. A refused closing request leaves the session as it was.</summary>
    public async Task FinishAsync(RegistryRequest request, Upload upload, Digest digest)
    {
        var hash = await ResumeAsync(upload, request.Aborted);
        try
        {
            long size;
            await using (var writer = await OpenAsync(upload, request.Http.Request.ContentLength, request.Aborted))
            {
                await CopyAsync(request, writer, hash);
                if (writer.Position > upload.Offset || upload.Offset == 0) await writer.FlushAsync(request.Aborted);
                size = writer.Position;
            }
            if (hash.Algorithm != digest.Algorithm)
            {
                hash.Dispose();
                hash = await RehashAsync(upload.Key, digest.Algorithm, size, request.Aborted);
            }
            if (hash.Finish() is var actual && actual != digest) throw Mismatch(digest, actual);
            await PublishAsync(request, digest, size, new BlobLocation.Stored(upload.Key), upload.Id);
        }
        finally
        {
            hash.Dispose();
        }
    }

    /// <summary>Answers 201 for a blob that is in the repository now.</summary>
    public static void Created(RegistryRequest request, Digest digest)
    {
        var response = request.Http.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"/v2/{request.Repository}/blobs/{digest}";
        response.Headers["Docker-Content-Digest"] = digest.Value;
        response.ContentLength = 0;
    }

    public static OciException TooLarge(RegistryServices services) =>
        new(OciError.TooLarge, $"a blob may have at most {services.Options.Registry.MaxBlobSize} bytes here (registry.maxBlobSize)");

    private async Task PublishAsync(RegistryRequest request, Digest digest, long size, BlobLocation location, string? uploadId)
    {
        var publication = new BlobPublication(request.Repository, digest, size, location, uploadId, services.PinnedUntil);
        // Not cancelled with the request: the outcome of a commit under way must be known.
        if (!await services.Metadata.Blobs.PublishAsync(publication, request.Event() with { Digest = digest.Value, Bytes = size }, CancellationToken.None))
            throw new OciException(OciError.BlobUploadUnknown, "the upload ended meanwhile");
        services.Versions.Changed(request.Repository);
        Created(request, digest);
    }

    private async Task SaveAsync(Upload upload, IBlobWriter writer, ContentHash hash)
    {
        await writer.FlushAsync(CancellationToken.None);
        var expires = services.Time.GetUtcNow().AddHours(services.Options.Registry.UploadHours);
        if (!await services.Metadata.Uploads.AdvanceAsync(upload.Id, upload.Offset, writer.Position, hash.SaveState(), expires, CancellationToken.None))
            throw new OciException(OciError.BlobUploadUnknown, "the upload was moved or ended by another request");
    }

    private async Task CopyAsync(RegistryRequest request, IBlobWriter writer, ContentHash hash)
    {
        var length = request.Http.Request.ContentLength;
        if (length == 0) return;
        if (length is null or > SmallBody)
        {
            var left = services.Options.Registry.MaxBlobSize - writer.Position;
            await new BodyReceiver(writer, hash).ReceiveAsync(request.Http.Request.Body, left, () => TooLarge(services), request.Aborted);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            var body = request.Http.Request.Body;
            int read;
            while ((read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.Aborted)) > 0)
            {
                if (read > services.Options.Registry.MaxBlobSize - writer.Position) throw TooLarge(services);
                hash.Append(buffer.AsSpan(0, read));
                await writer.WriteAsync(buffer.AsMemory(0, read), request.Aborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask<IBlobWriter> OpenAsync(Upload upload, long? bodyLength, CancellationToken cancellationToken)
    {
        if ((bodyLength ?? 0) > services.Options.Registry.MaxBlobSize - upload.Offset) throw TooLarge(services);
        return upload.Offset == 0
            ? CreateAgainAsync(upload.Key, bodyLength, cancellationToken)
            : services.Store.AppendAsync(upload.Key, upload.Offset, cancellationToken);
    }

    /// <summary>A request that broke off before its first acknowledged byte may have left a file under the key; none of it counts.</summary>
    private async ValueTask<IBlobWriter> CreateAgainAsync(StorageKey key, long? size, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Store.CreateAsync(key, size, cancellationToken);
        }
        catch (IOException)
        {
            return await services.Store.AppendAsync(key, 0, cancellationToken);
        }
    }

    private async ValueTask<ContentHash> ResumeAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (upload.Offset == 0) return ContentHash.Start(upload.Algorithm);
        if (upload.HashState.Length > 0) return ContentHash.Resume(upload.Algorithm, upload.HashState.Span);
        return await RehashAsync(upload.Key, upload.Algorithm, upload.Offset, cancellationToken);
    }

    private async Task<ContentHash> RehashAsync(StorageKey key, DigestAlgorithm algorithm, long length, CancellationToken cancellationToken)
    {
        await using var reader = await services.Store.OpenAsync(key, cancellationToken) ?? throw new IOException($"The bytes of an upload are missing (key {key}).");
        return await ContentHash.ResumeFromBytesAsync(algorithm, reader, length, cancellationToken);
    }

    private static OciException Mismatch(Digest declared, Digest actual) =>
        new(OciError.DigestInvalid, $"the content has digest {actual}, not {declared}", actual.Value);
}
