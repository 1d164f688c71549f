using System.Text;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Caching;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>Reading and deleting blobs (distribution-spec, "Pulling blobs", "Deleting Blobs").</summary>
internal sealed class BlobEndpoints(RegistryServices services, BlobPump pump)
{
    private const string OctetStream = "application/octet-stream";

    private readonly RepositoryCache<(string, Core.Digest), BlobRecord> _cache = new(32 << 20, services.Caches.Of("blob"));

    public async Task GetAsync(RegistryRequest request)
    {
        request.Require(Permission.Pull);
        var digest = request.Digest;
        var blob = await FindAsync(request) ?? throw await AbsentAsync(request);
        var http = request.Http;
        var headers = http.Response.Headers;
        var etag = '"' + digest.Value + '"';
        headers["Docker-Content-Digest"] = digest.Value;
        headers.ETag = etag;
        headers.AcceptRanges = "bytes";
        headers.CacheControl = "private, max-age=31536000, immutable";
        if (http.Request.Headers.IfNoneMatch.Count > 0 && Preconditions.Matches(http.Request.Headers.IfNoneMatch, etag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        http.Response.ContentType = OctetStream;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.ContentLength = blob.Size;
            return;
        }
        var asked = http.Request.Headers.Range.Count == 1 && Preconditions.AllowsRange(http.Request.Headers.IfRange, etag)
            ? RangeRequest.Parse(http.Request.Headers.Range, blob.Size)
            : new RangeRequest.Whole();
        if (asked is RangeRequest.Unsatisfiable)
        {
            headers.ContentRange = $"bytes */{blob.Size}";
            throw new OciException(OciError.RangeInvalid, $"the blob has {blob.Size} bytes; the range {http.Request.Headers.Range} lies outside");
        }
        if (services.Options.Registry.AccelRedirect is { } prefix && blob.Location is BlobLocation.Stored(var key))
        {
            // nginx answers from the file and handles ranges itself.
            headers["X-Accel-Redirect"] = prefix.TrimEnd('/') + "/" + key.Value;
            return;
        }
        if (blob.Location is BlobLocation.Stored(var stored) && services.Store.Locate(stored) is { } address)
        {
            // The address is valid for a short time, and whoever has it may read.
            headers.CacheControl = "no-store";
            headers.Location = address.AbsoluteUri;
            http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            return;
        }
        await using var reader = await OpenAsync(blob, asked, request.Aborted);
        if (reader.Length != blob.Size) throw new IOException($"The blob store holds {reader.Length} bytes of {blob.Digest} instead of {blob.Size}.");
        await SendAsync(http, reader, asked, blob.Size);
    }

    public async Task DeleteAsync(RegistryRequest request)
    {
        request.Action = "delete-blob";
        request.Require(Permission.Delete);
        var digest = request.Digest;
        var removal = await services.Metadata.Blobs.RemoveAsync(request.Repository, digest, request.Event() with { Digest = digest.Value }, request.Aborted);
        switch (removal)
        {
            case BlobRemoval.Unknown:
                throw new OciException(OciError.BlobUnknown, $"{request.Repository} has no blob {digest}", digest.Value);
            case BlobRemoval.Referenced:
                throw new OciException(OciError.Referenced, $"a manifest of {request.Repository} needs blob {digest}; delete that manifest first", digest.Value);
            default:
                request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
                return;
        }
    }

    private async ValueTask<BlobRecord?> FindAsync(RegistryRequest request)
    {
        var key = (request.Repository.Value, request.Digest);
        if (_cache.Find(key, request.Version) is { } known) return known;
        var blob = await services.Metadata.Blobs.FindAsync(request.Repository, request.Digest, request.Aborted);
        // Any other blob is in use by being looked up, which the database must learn.
        if (blob is { IsHeld: true }) _cache.Keep(key, blob, request.Version, 400 + (blob.Location is BlobLocation.Inline(var content) ? content.Length : 0));
        return blob;
    }

    /// <summary>
    /// What is known to be damaged counts as missing, so that a push brings it again and heals it. Only who wants the bytes is told that they were there once: a fault of ours
    /// must not look like a deletion.
    /// </summary>
    private async Task<OciException> AbsentAsync(RegistryRequest request)
    {
        var digest = request.Digest;
        if (!HttpMethods.IsHead(request.Http.Request.Method) && await services.Metadata.Scrub.FindAsync(request.Repository, digest, request.Aborted) is { } finding)
        {
            var what = finding.Kind == FindingKind.Missing ? "lost" : "damaged";
            return new OciException(OciError.BlobDamaged, $"the stored bytes of {digest} are {what} (found {finding.FoundAt:yyyy-MM-dd}); push the image again, or have an administrator run 'plimsoll scrub --repair-from URL'", digest.Value);
        }
        return new OciException(OciError.BlobUnknown, $"{request.Repository} has no blob {digest}", digest.Value);
    }

    private async ValueTask<IBlobReader> OpenAsync(BlobRecord blob, RangeRequest asked, CancellationToken cancellationToken) => blob.Location switch
    {
        BlobLocation.Inline(var content) => new InlineBlobReader(content),
        BlobLocation.Stored(var key) => await services.Copies.OpenAsync(services.Store, key, blob.Digest, blob.Size, PartOf(asked), cancellationToken) ?? throw new IOException($"The bytes of {blob.Digest} are missing from the blob store (key {key})."),
        _ => throw new InvalidOperationException("unknown location"),
    };

    private static (long Offset, long Length)? PartOf(RangeRequest asked) => asked is RangeRequest.Parts { Ranges: [var first, ..] } ? (first.Start, first.Length) : null;

    private async Task SendAsync(HttpContext http, IBlobReader reader, RangeRequest asked, long size)
    {
        var response = http.Response;
        switch (asked)
        {
            case RangeRequest.Parts { Ranges: [var range] }:
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = $"bytes {range.Start}-{range.End}/{size}";
                response.ContentLength = range.Length;
                await pump.SendAsync(reader, range, response.BodyWriter, http.RequestAborted);
                break;
            case RangeRequest.Parts { Ranges: var ranges }:
                await SendPartsAsync(http, reader, ranges, size);
                break;
            default:
                response.ContentLength = size;
                await pump.SendAsync(reader, new ByteRange(0, size), response.BodyWriter, http.RequestAborted);
                break;
        }
    }

    /// <summary>Several parts as multipart/byteranges (RFC 9110, section 14.6). Readers of zstd:chunked accept letters, digits, dash and colon in the boundary.</summary>
    private async Task SendPartsAsync(HttpContext http, IBlobReader reader, IReadOnlyList<ByteRange> ranges, long size)
    {
        const string Boundary = "plimsoll-part-7f3a9c51d2e84b60";
        var heads = ranges.Select((range, i) =>
            Encoding.ASCII.GetBytes($"{(i == 0 ? "" : "\r\n")}--{Boundary}\r\nContent-Type: {OctetStream}\r\nContent-Range: bytes {range.Start}-{range.End}/{size}\r\n\r\n")).ToList();
        var tail = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");
        http.Response.StatusCode = StatusCodes.Status206PartialContent;
        http.Response.ContentType = "multipart/byteranges; boundary=" + Boundary;
        http.Response.ContentLength = heads.Sum(h => (long)h.Length) + ranges.Sum(r => r.Length) + tail.Length;
        var body = http.Response.BodyWriter;
        for (var i = 0; i < ranges.Count; i++)
        {
            await body.WriteAsync(heads[i], http.RequestAborted);
            await pump.SendAsync(reader, ranges[i], body, http.RequestAborted);
        }
        await body.WriteAsync(tail, http.RequestAborted);
    }
}
