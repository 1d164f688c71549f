using System.Globalization;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Storage;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>
/// Uploads (distribution-spec, "Pushing Blobs"): the session row is written before the first byte, a chunk is acknowledged after its bytes and
/// the row are durable, and the closing request makes the blob. The URL of a session never changes and holds no state, so an old one stays valid.
/// </summary>
internal sealed class UploadEndpoints(RegistryServices services, ContentReceiver receiver, MountEndpoint mount)
{
    /// <summary>POST: starts a session, or takes a whole blob at once (<c>?digest=</c>), or mounts one (<c>?mount=</c>).</summary>
    public async Task StartAsync(RegistryRequest request)
    {
        request.Action = "push-blob";
        request.Require(Permission.Push, MountEndpoint.SourceOf(request));
        var algorithm = DigestAlgorithm.Sha256;
        if (request.Query("digest-algorithm") is { } wanted && !Digest.TryParseAlgorithm(wanted, out algorithm))
            throw new OciException(OciError.DigestInvalid, "the digest algorithms are sha256 and sha512", wanted.Length > 80 ? wanted[..80] : wanted);
        if (await mount.TryAsync(request)) return;
        if (request.Query("digest") is { } text)
        {
            var digest = Digest.TryParse(text, out var parsed) ? parsed : throw RegistryRequest.InvalidDigest(text);
            if (await receiver.TryReceiveSmallAsync(request, digest, uploadId: null)) return;
            var session = await CreateAsync(request, digest.Algorithm, request.Http.Request.ContentLength);
            await receiver.FinishAsync(request, session, digest, null);
            return;
        }
        var upload = await CreateAsync(request, algorithm, null);
        await RecordAsync(request, "start-upload", upload.Id);
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
        Describe(request, upload.Id, 0);
        if (services.Store.MinChunkSize is > 0 and var least) request.Http.Response.Headers["OCI-Chunk-Min-Length"] = least.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>PATCH: appends a chunk, or a stream of unknown length.</summary>
    public Task AppendAsync(RegistryRequest request)
    {
        request.Action = "push-blob";
        request.Require(Permission.Push);
        return AloneAsync(request, AppendAloneAsync);
    }

    /// <summary>PUT: takes the last bytes, if any, and closes the session.</summary>
    public Task FinishAsync(RegistryRequest request)
    {
        request.Action = "push-blob";
        request.Require(Permission.Push);
        var text = request.Query("digest");
        if (!Digest.TryParse(text, out var digest)) throw RegistryRequest.InvalidDigest(text);
        return AloneAsync(request, async alone =>
        {
            var upload = await FindAsync(alone);
            var length = CheckRange(alone, upload);
            if (upload.Offset == 0 && await receiver.TryReceiveSmallAsync(alone, digest, upload.Id)) return;
            await receiver.FinishAsync(alone, await receiver.TakeOverAsync(alone, upload), digest, length);
        });
    }

    /// <summary>GET: where the session stands.</summary>
    public async Task StatusAsync(RegistryRequest request)
    {
        request.Require(Permission.Push);
        var upload = await FindAsync(request);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        Describe(request, upload.Id, upload.Offset);
    }

    /// <summary>DELETE: ends the session. Doing it twice is no error, so a client may repeat a request whose answer it lost.</summary>
    public Task CancelAsync(RegistryRequest request)
    {
        request.Action = "cancel-upload";
        request.Require(Permission.Push);
        if (!UploadId.IsWellFormed(request.Path.Last)) throw UnknownUpload(request);
        return AloneAsync(request, async alone =>
        {
            if (await services.Metadata.Uploads.CancelAsync(alone.Repository, alone.Path.Last, alone.Aborted)) await RecordAsync(alone, "cancel-upload", alone.Path.Last);
            alone.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    private async Task AppendAloneAsync(RegistryRequest request)
    {
        var upload = await FindAsync(request);
        var length = CheckRange(request, upload);
        var offset = await receiver.AppendAsync(request, await receiver.TakeOverAsync(request, upload), length);
        await RecordAsync(request, "append-upload", upload.Id, offset - upload.Offset);
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
        Describe(request, upload.Id, offset);
    }

    private ValueTask RecordAsync(RegistryRequest request, string action, string id, long? bytes = null) =>
        services.Audit.AppendAsync(request.Event() with { Action = action, Reference = id, Bytes = bytes }, CancellationToken.None);

    private async Task<Upload> CreateAsync(RegistryRequest request, DigestAlgorithm algorithm, long? size)
    {
        if (size > services.Options.Registry.MaxBlobSize) throw ContentReceiver.TooLarge(services);
        var now = services.Time.GetUtcNow();
        var upload = new Upload
        {
            Id = UploadId.New(services.Time),
            Repository = request.Repository,
            Key = StorageKey.New(services.Time),
            Algorithm = algorithm,
            Principal = request.Caller!.Name,
            StartedAt = now,
            ExpiresAt = now.AddHours(services.Options.Registry.UploadHours),
        };
        await services.Metadata.Uploads.CreateAsync(upload, request.Aborted);
        return upload;
    }

    private async Task<Upload> FindAsync(RegistryRequest request)
    {
        if (!UploadId.IsWellFormed(request.Path.Last)) throw UnknownUpload(request);
        return await services.Metadata.Uploads.FindAsync(request.Repository, request.Path.Last, request.Aborted) ?? throw UnknownUpload(request);
    }

    /// <summary>Writes a session while nobody else does, on this server or another.</summary>
    private async Task AloneAsync(RegistryRequest request, Func<RegistryRequest, Task> write)
    {
        await using var held = await LockAsync(request);
        using var either = request.AbortWith(held.Lost);
        try
        {
            await write(request);
        }
        catch (OperationCanceledException e) when (held.Lost.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The lock of an upload was lost with the connection to the database.", e);
        }
    }

    /// <summary>Two requests must not write one session; the second one learns what is acknowledged, as after any 416, and can ask again.</summary>
    private async ValueTask<IUploadLock> LockAsync(RegistryRequest request)
    {
        if (await services.Metadata.UploadLocks.TryEnterAsync(request.Path.Last, request.Aborted) is { } held) return held;
        var upload = await FindAsync(request);
        Describe(request, upload.Id, upload.Offset);
        throw new OciException(OciError.ChunkOutOfOrder, "another request is writing this upload; ask for its status, then go on from there") { RetryAfterSeconds = 1 };
    }

    /// <summary>
    /// A Content-Range must start where the session stands and fit the length of the body (distribution-spec, "Pushing a blob in chunks"). Its length, which a body that
    /// does not declare its own must turn out to have; null without the header.
    /// </summary>
    private static long? CheckRange(RegistryRequest request, Upload upload)
    {
        var header = request.Http.Request.Headers.ContentRange;
        if (header.Count == 0) return null;
        var text = header.ToString();
        var dash = text.IndexOf('-');
        if (header.Count > 1 || dash < 0 || !TryNumber(text.AsSpan(0, dash), out var start) || !TryNumber(text.AsSpan(dash + 1), out var end))
            throw new OciException(OciError.BlobUploadInvalid, "Content-Range of a chunk is <first byte>-<last byte>, without a unit", text.Length > 80 ? text[..80] : text);
        if (start != upload.Offset)
        {
            Describe(request, upload.Id, upload.Offset);
            throw new OciException(OciError.ChunkOutOfOrder, $"the chunk starts at {start}, the upload stands at {upload.Offset}");
        }
        if (end < start || (request.Http.Request.ContentLength is { } length && length != end - start + 1))
            throw new OciException(OciError.SizeInvalid, $"Content-Range {text} does not fit the length of the body");
        return end - start + 1;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static void Describe(RegistryRequest request, string id, long offset)
    {
        var headers = request.Http.Response.Headers;
        headers.Location = $"/v2/{request.Repository}/blobs/uploads/{id}";
        headers["Docker-Upload-UUID"] = id;
        headers.Range = offset == 0 ? "0-0" : $"0-{offset - 1}";
    }

    private static OciException UnknownUpload(RegistryRequest request) =>
        new(OciError.BlobUploadUnknown, $"{request.Repository} has no such upload: it ended, was cancelled or expired; start a new one", request.Path.Last.Length > 80 ? null : request.Path.Last);
}
