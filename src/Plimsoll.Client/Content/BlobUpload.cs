using System.Net;
using System.Runtime.ExceptionServices;
using Plimsoll.Client.Http;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Content;

/// <summary>
/// An upload that survives broken connections (distribution-spec, "Pushing a blob in chunks"): after each failure the registry is asked how much it has, and the content is
/// opened again from there. What fits into one piece is sent in one request.
/// </summary>
internal sealed class BlobUpload(RegistryTransport transport, Uri repository, string scope, Descriptor blob, Func<long, CancellationToken, Task<Stream>> open, IProgress<long> sent)
{
    private const long Piece = 32 * 1024 * 1024;
    private const int Attempts = 5;

    private Uri? _location;
    private long _taken;
    private long _piece = Piece;

    /// <summary>Where an upload goes on: where the registry says, but our token goes only to the registry itself.</summary>
    /// <exception cref="RegistryException">It names no place, or another host.</exception>
    public static Uri LocationOf(HttpResponseMessage response, Uri registry)
    {
        var asked = response.RequestMessage!.RequestUri!;
        if (response.Headers.Location is not { } location) throw Nonsense(response, "the upload has no location");
        var address = new Uri(asked, location);
        return TargetRule.SameOrigin(address, registry) ? address : throw Nonsense(response, $"the upload would go to another host, {address.Host}");
    }

    /// <summary>The address of the request that ends an upload.</summary>
    public static Uri Closing(Uri location, string digest) => new UriBuilder(location) { Query = (location.Query.Length > 1 ? location.Query[1..] + "&" : "") + "digest=" + digest }.Uri;

    /// <summary>Uploads.</summary>
    /// <param name="isThere">Asks whether the blob is there: the answer to the last request may have been lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Func<CancellationToken, Task<bool>> isThere, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            var before = _taken;
            try
            {
                if (_location is null) await StartAsync(cancellationToken);
                while (blob.Size > _piece && _taken < blob.Size) await SendPieceAsync(cancellationToken);
                await CloseAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (Lasting(e) is null && !cancellationToken.IsCancellationRequested && (attempt < Attempts || _taken > before))
            {
                if (_taken > before) attempt = 1;
                await Task.Delay(pause, transport.Time, cancellationToken);
                pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2));
                if (await isThere(cancellationToken)) return;
                await AskAsync(cancellationToken);
            }
            catch (RegistryException e) when (Lasting(e) is ContentMismatchException)
            {
                ExceptionDispatchInfo.Throw(Lasting(e)!);
            }
        }
    }

    /// <summary>What another attempt will not mend; the content that was opened may be the cause of what the sending reports.</summary>
    private Exception? Lasting(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is ContentMismatchException) return cause;
        }
        return failure switch
        {
            RegistryException { Status: null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestedRangeNotSatisfiable } => null,
            // The token ended in the middle.
            RegistryException { Status: HttpStatusCode.Unauthorized } when _location is not null => null,
            IOException => null,
            _ => failure,
        };
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        using var opened = await transport.ExpectAsync(new RegistryRequest(HttpMethod.Post, new Uri(repository, "blobs/uploads/"), scope), cancellationToken, HttpStatusCode.Accepted);
        _location = LocationOf(opened, transport.Registry);
        _taken = 0;
        if (opened.Headers.TryGetValues("OCI-Chunk-Min-Length", out var least) && long.TryParse(least.First(), out var length)) _piece = Math.Max(Piece, length);
    }

    private async Task SendPieceAsync(CancellationToken cancellationToken)
    {
        var length = Math.Min(_piece, blob.Size - _taken);
        await using var content = await open(_taken, cancellationToken);
        var request = new RegistryRequest(HttpMethod.Patch, _location!, scope) { Once = true, Body = () => Body(new StreamSection(content, length), length, $"{_taken}-{_taken + length - 1}") };
        using var response = await transport.ExpectAsync(request, cancellationToken, HttpStatusCode.Accepted, HttpStatusCode.NoContent);
        _location = LocationOf(response, transport.Registry);
        _taken += length;
        sent.Report(length);
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        var left = blob.Size - _taken;
        await using var content = left > 0 || blob.Size == 0 ? await open(_taken, cancellationToken) : new MemoryStream();
        var request = new RegistryRequest(HttpMethod.Put, Closing(_location!, blob.Digest.Value), scope) { Once = true, Body = () => Body(content, left, null) };
        using var response = await transport.ExpectAsync(request, cancellationToken, HttpStatusCode.Created);
        sent.Report(left);
    }

    /// <summary>How much the registry has; an upload that it knows nothing of begins anew.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (_location is not { } known) return;
        _location = null;
        using var response = await transport.SendAsync(new RegistryRequest(HttpMethod.Get, known, scope), cancellationToken);
        // One request that failed in the middle begins anew: registries differ in what they keep of it. "0-0" is said for no bytes as well.
        if (blob.Size <= _piece || response.StatusCode != HttpStatusCode.NoContent || !response.Headers.TryGetValues("Range", out var ranges)) return;
        var end = ranges.First().Replace("bytes=", "", StringComparison.Ordinal).Split('-');
        if (end.Length != 2 || !long.TryParse(end[1], out var last) || last < 0 || last >= blob.Size) return;
        _location = response.Headers.Location is null ? known : LocationOf(response, transport.Registry);
        _taken = last == 0 ? 0 : last + 1;
    }

    private static StreamContent Body(Stream content, long length, string? range)
    {
        var body = new StreamContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        body.Headers.ContentLength = length;
        if (range is not null) body.Headers.TryAddWithoutValidation("Content-Range", range);
        return body;
    }

    private static RegistryException Nonsense(HttpResponseMessage response, string reason)
    {
        var address = ErrorBody.WithoutQuery(response.RequestMessage!.RequestUri!);
        return new RegistryException($"{address}: {reason}", address, response.StatusCode);
    }
}
