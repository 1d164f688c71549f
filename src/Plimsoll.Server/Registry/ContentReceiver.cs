using System.Buffers;
using System.Runtime.ExceptionServices;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Storage;
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
    public const int MaxInline = 8 * 1024;

    private const int PieceSize = 256 * 1024;

    /// <summary>Bodies up to this size are not worth the threads of <see cref="BodyReceiver"/>.</summary>
    private const int SmallBody = 2 << 20;

    /// <summary>Takes a whole small blob from the body in one transaction; false, with nothing read, when the body is larger or its length unknown.</summary>
    public async Task<bool> TryReceiveSmallAsync(RegistryRequest request, Digest digest, string? uploadId)
    {
        if (request.Http.Request.ContentLength is not (>= 0 and <= MaxInline) || request.Http.Request.Headers.ContentRange.Count > 0) return false;
        var content = new byte[request.Http.Request.ContentLength.Value];
        await request.Http.Request.Body.ReadExactlyAsync(content, request.Aborted);
        services.Transfers.BlobReceived(content.Length);
        if (Digest.Of(content, digest.Algorithm) is var actual && actual != digest) throw Mismatch(digest, actual);
        await PublishAsync(request, digest, content.Length, new BlobLocation.Inline(content), uploadId);
        return true;
    }

    /// <summary>
    /// Takes a session over before anything is written where other processes write too, so that a slow one among them can spoil nothing (<see cref="IBlobStore.NeedsFreshKey"/>).
    /// </summary>
    public async Task<Upload> TakeOverAsync(RegistryRequest request, Upload upload)
    {
        if (!services.Store.NeedsFreshKey(upload.Key, upload.StoreState, appends: request.Http.Request.ContentLength != 0)) return upload;
        return await services.Metadata.Uploads.TakeOverAsync(upload, StorageKey.New(services.Time), request.Aborted)
            ?? throw new OciException(OciError.ChunkOutOfOrder, "another request is writing this upload; ask for its status, then go on from there") { RetryAfterSeconds = 1 };
    }

    /// <summary>Appends the body to a session and makes it durable; the new offset.</summary>
    /// <param name="request">The request.</param>
    /// <param name="upload">The session.</param>
    /// <param name="length">Bytes that the body must have; null for any number.</param>
    public async Task<long> AppendAsync(RegistryRequest request, Upload upload, long? length)
    {
        await ReserveAsync(request, upload, length);
        using var hash = await ResumeAsync(upload, upload.Algorithm, request.Aborted);
        try
        {
            await using var writer = await OpenAsync(upload, request.Http.Request.ContentLength, request.Aborted);
            var broken = await CopyAsync(request, writer, hash, length);
            request.ThrowIfStopped();
            // Also when the connection broke: what arrived is kept, so that the client can resume instead of starting again.
            if (broken is null || (writer.Position > upload.Offset && !IsMalformed(broken.SourceException))) await SaveAsync(upload, writer, hash.SaveState());
            broken?.Throw();
            return writer.Position;
        }
        catch (FileNotFoundException)
        {
            throw BytesGone();
        }
    }

    /// <summary>
    /// Takes the rest of the body, checks the digest, makes the blob and answers 201. A refused closing request leaves the session as it was; where that cannot be, because the
    /// bytes could be read again only after the upload was completed, it ends.
    /// </summary>
    public async Task FinishAsync(RegistryRequest request, Upload upload, Digest digest, long? length)
    {
        await ReserveAsync(request, upload, length);
        // Nothing was hashed yet: the digest says which function is wanted.
        var hash = await ResumeAsync(upload, upload.Offset == 0 ? digest.Algorithm : upload.Algorithm, request.Aborted);
        try
        {
            long size;
            var hashesAlong = hash.Algorithm == digest.Algorithm;
            await using (var writer = await OpenAsync(upload, request.Http.Request.ContentLength, request.Aborted))
            {
                (await CopyAsync(request, writer, hash, length))?.Throw();
                request.ThrowIfStopped();
                size = writer.Position;
                var state = hash.SaveState();
                if (hashesAlong) Require(digest, hash.Finish());
                // Where completing uses the state up, the session goes forward first: should this process die in between, another one completes it again.
                if (upload.StoreState.Length > 0 && size > upload.Offset) await SaveAsync(upload, writer, state);
                await writer.CompleteAsync(request.Aborted);
            }
            if (!hashesAlong)
            {
                hash.Dispose();
                hash = await RehashAsync(upload.Key, digest.Algorithm, size, request.Aborted);
                if (hash.Finish() is var actual && actual != digest) throw await EndAsync(upload, digest, actual);
            }
            request.ThrowIfStopped();
            await PublishAsync(request, digest, size, new BlobLocation.Stored(upload.Key), upload.Id);
        }
        catch (FileNotFoundException)
        {
            throw BytesGone();
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
        var publication = new BlobPublication(request.Repository, digest, size, location, uploadId, services.PinnedUntil) { WritersTakeOver = location is BlobLocation.Inline && services.Store.NeedsFreshKey(StorageKey.Probe, default, appends: true) };
        // Not cancelled with the request: the outcome of a commit under way must be known.
        if (!await services.Metadata.Blobs.PublishAsync(publication, request.Event() with { Digest = digest.Value, Bytes = size }, CancellationToken.None))
            throw new OciException(OciError.BlobUploadUnknown, "the upload ended meanwhile");
        Created(request, digest);
    }

    /// <summary>Ends a session whose state was used up by completing it; the refusal.</summary>
    private async Task<OciException> EndAsync(Upload upload, Digest declared, Digest actual)
    {
        if (upload.StoreState.Length == 0) return Mismatch(declared, actual);
        await services.Metadata.Uploads.CancelAsync(upload.Repository, upload.Id, CancellationToken.None);
        return new OciException(OciError.DigestInvalid, $"the content has digest {actual}, not {declared}; the upload has ended with this, start a new one", actual.Value);
    }

    private static void Require(Digest declared, Digest actual)
    {
        if (actual != declared) throw Mismatch(declared, actual);
    }

    private async Task SaveAsync(Upload upload, IBlobWriter writer, ReadOnlyMemory<byte> hashState)
    {
        await writer.FlushAsync(CancellationToken.None);
        var expires = services.Time.GetUtcNow().AddHours(services.Options.Registry.UploadHours);
        if (!await services.Metadata.Uploads.AdvanceAsync(upload, writer.Position, hashState, writer.State, expires, CancellationToken.None))
            throw new OciException(OciError.BlobUploadUnknown, "the upload was moved or ended by another request");
    }

    /// <summary>Sets room aside in quotas for what the body brings: at once where its length is known, else while it comes.</summary>
    private async ValueTask ReserveAsync(RegistryRequest request, Upload upload, long? expected)
    {
        var http = request.Http.Request;
        var length = http.ContentLength ?? expected;
        if (length == 0) return;
        var isCounted = await ReserveAsync(upload, upload.Offset + (length ?? 1), isNeeded: true, request.Aborted);
        if (isCounted && length is null) http.Body = new ReservingStream(http.Body, upload.Offset, async (total, isNeeded) => await ReserveAsync(upload, total, isNeeded, request.Aborted));
    }

    /// <summary>Sets room aside for an upload. One that does not get what it needs has no use any more, so it ends, and what it had set aside is free again.</summary>
    private async ValueTask<bool> ReserveAsync(Upload upload, long total, bool isNeeded, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Metadata.Uploads.ReserveAsync(upload.Repository, upload.Id, total, cancellationToken);
        }
        catch (OciException) when (isNeeded)
        {
            await services.Metadata.Uploads.CancelAsync(upload.Repository, upload.Id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Hashes and stores the body; what it broke off with, or null when it came whole.</summary>
    private async Task<ExceptionDispatchInfo?> CopyAsync(RegistryRequest request, IBlobWriter writer, ContentHash hash, long? expected)
    {
        var start = writer.Position;
        var room = services.Options.Registry.MaxBlobSize - start;
        var broken = expected <= room
            ? await CopyAsync(request, writer, hash, expected.Value, () => WrongLength(expected.Value))
            : await CopyAsync(request, writer, hash, room, () => TooLarge(services));
        if (broken is null && expected is { } length && writer.Position - start != length) throw WrongLength(length);
        return broken;
    }

    private async Task<ExceptionDispatchInfo?> CopyAsync(RegistryRequest request, IBlobWriter writer, ContentHash hash, long left, Func<OciException> tooLong)
    {
        var before = writer.Position;
        services.Transfers.UploadBegins();
        try
        {
            return await CopyBodyAsync(request, writer, hash, left, tooLong);
        }
        finally
        {
            services.Transfers.UploadEnds();
            services.Transfers.BlobReceived(writer.Position - before);
        }
    }

    private static async Task<ExceptionDispatchInfo?> CopyBodyAsync(RegistryRequest request, IBlobWriter writer, ContentHash hash, long left, Func<OciException> tooLong)
    {
        var length = request.Http.Request.ContentLength;
        if (length == 0) return null;
        if (length is null or > SmallBody) return await new BodyReceiver(writer, hash).ReceiveAsync(request.Http.Request.Body, left, tooLong, request.Aborted);

        var body = new BodyReader(request.Http.Request.Body);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            int read;
            while ((read = await body.FillAsync(buffer, request.Aborted)) > 0)
            {
                if ((left -= read) < 0) throw tooLong();
                hash.Append(buffer.AsSpan(0, read));
                await writer.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }
            return body.Broken;
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
            : services.Store.AppendAsync(upload.Key, upload.Offset, upload.StoreState, cancellationToken);
    }

    /// <summary>A request that broke off before its first acknowledged byte may have left a file under the key; none of it counts.</summary>
    private async ValueTask<IBlobWriter> CreateAgainAsync(StorageKey key, long? size, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Store.CreateAsync(key, size, cancellationToken);
        }
        catch (IOException e) when (e is not StorageUnavailableException && DiskFault.Describe(e) is null)
        {
            return await services.Store.AppendAsync(key, 0, default, cancellationToken);
        }
    }

    private async ValueTask<ContentHash> ResumeAsync(Upload upload, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        if (upload.Offset == 0) return ContentHash.Start(algorithm);
        if (upload.HashState.Length > 0) return ContentHash.Resume(algorithm, upload.HashState.Span);
        return await RehashAsync(upload.Key, algorithm, upload.Offset, cancellationToken);
    }

    private async Task<ContentHash> RehashAsync(StorageKey key, DigestAlgorithm algorithm, long length, CancellationToken cancellationToken)
    {
        await using var reader = await services.Store.OpenAsync(key, cancellationToken) ?? throw new IOException($"The bytes of an upload are missing (key {key}).");
        return await ContentHash.ResumeFromBytesAsync(algorithm, reader, length, cancellationToken);
    }

    /// <summary>Broken framing is a bad request, which must change nothing. Kestrel tells it from a connection that ended only by its text.</summary>
    private static bool IsMalformed(Exception e) => e is BadHttpRequestException && e.Message.Contains("chunk", StringComparison.OrdinalIgnoreCase);

    private static OciException WrongLength(long expected) => new(OciError.SizeInvalid, $"the body does not have the {expected} bytes of its Content-Range; none of it is kept");

    private static OciException BytesGone() => new(OciError.BlobUploadUnknown, "the bytes of this upload are gone; start a new one");

    private static OciException Mismatch(Digest declared, Digest actual) =>
        new(OciError.DigestInvalid, $"the content has digest {actual}, not {declared}", actual.Value);
}
