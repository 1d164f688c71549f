using System.Net;
using System.Runtime.CompilerServices;
using Plimsoll.Client.Content;
using Plimsoll.Client.Http;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client;

/// <summary>One repository of a registry, over the distribution API 1.1.</summary>
public sealed class RemoteRepository : IResolvable, IFetchable, IListable, IPushable
{
    private const string DigestHeader = "Docker-Content-Digest";

    private static readonly string[] ManifestTypes = [MediaTypes.OciManifest, MediaTypes.OciIndex, MediaTypes.DockerManifest, MediaTypes.DockerManifestList];

    private readonly RegistryTransport _transport;
    private readonly Uri _root;

    internal RemoteRepository(RegistryTransport transport, RepositoryName name)
    {
        _transport = transport;
        Name = name;
        _root = new Uri(transport.Registry, $"v2/{name}/");
    }

    /// <summary>The name.</summary>
    public RepositoryName Name { get; }

    private string PullScope => $"repository:{Name}:pull";

    private string PushScope => $"repository:{Name}:pull,push";

    /// <inheritdoc/>
    public async Task<Descriptor?> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(ManifestRequest(HttpMethod.Head, reference), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentLength is { } size && MediaTypeOf(response) is { } mediaType
            && PromisedDigest(response) is { } digest && (!Digest.TryParse(reference, out var asked) || asked == digest))
            return new Descriptor { MediaType = mediaType, Digest = digest, Size = size };
        // Without these headers, with a digest of another algorithm, or when HEAD is refused (which hides the reason), only the content can tell.
        try
        {
            return (await FetchManifestAsync(reference, cancellationToken)).Descriptor;
        }
        catch (RegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<FetchedManifest> FetchManifestAsync(string reference, CancellationToken cancellationToken)
    {
        using var response = await _transport.ExpectAsync(ManifestRequest(HttpMethod.Get, reference), cancellationToken, HttpStatusCode.OK);
        var content = await ReadAsync(response, cancellationToken);
        var promised = PromisedDigest(response);
        var expected = Digest.TryParse(reference, out var asked) ? asked : promised ?? Digest.Of(content);
        foreach (var digest in promised is { } second && second != expected ? new[] { expected, second } : [expected])
        {
            if (Digest.Of(content, digest.Algorithm) is var actual && actual != digest) throw new ContentMismatchException(digest, $"the manifest that came has the digest {actual}");
        }
        var mediaType = MediaTypeOf(response) ?? throw Nonsense(response, "the manifest came without a media type");
        return new FetchedManifest(new Descriptor { MediaType = mediaType, Digest = expected, Size = content.Length }, content);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, blob.Size);
        var request = new RegistryRequest(HttpMethod.Get, BlobAddress(blob.Digest), PullScope) { From = offset > 0 ? offset : null };
        // No range starts at the end of the content, and none is needed.
        if (offset == blob.Size && offset > 0) return new MemoryStream([], writable: false);
        var response = await _transport.ExpectAsync(request, cancellationToken, offset > 0 ? [HttpStatusCode.OK, HttpStatusCode.PartialContent] : [HttpStatusCode.OK]);
        try
        {
            var whole = response.StatusCode == HttpStatusCode.OK;
            if (!whole && response.Content.Headers.ContentRange?.From != offset) throw Nonsense(response, $"bytes from {offset} were asked for and others came");
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var stream = new VerifyingStream(body, response, blob, whole ? blob.Size : blob.Size - offset, new IdleLimit(_transport.IdleTimeout, _transport.Time));
            if (whole && offset > 0) await SkipAsync(stream, offset, cancellationToken);
            return stream;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Tag> ListTagsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = new Uri(_root, "tags/list"); page is not null;)
        {
            using var response = await _transport.ExpectAsync(new RegistryRequest(HttpMethod.Get, page, PullScope), cancellationToken, HttpStatusCode.OK);
            foreach (var tag in TagPage.Read(await ReadAsync(response, cancellationToken)) ?? throw Nonsense(response, "what came is no list of tags")) yield return tag;
            page = NextPage.Of(response, page);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(Digest subject, string? artifactType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = artifactType is null ? "" : "?artifactType=" + Uri.EscapeDataString(artifactType);
        var page = new Uri(_root, $"referrers/{subject}{query}");
        while (page is not null)
        {
            var request = new RegistryRequest(HttpMethod.Get, page, PullScope) { Accept = [MediaTypes.OciIndex] };
            using var response = await _transport.ExpectAsync(request, cancellationToken, HttpStatusCode.OK, HttpStatusCode.NotFound);
            var index = response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response, cancellationToken) : await FallbackIndexAsync(subject, cancellationToken);
            // A registry may ignore the filter, and a fallback tag has none.
            foreach (var referrer in Referrers(index, response).Where(referrer => artifactType is null || referrer.ArtifactType == artifactType)) yield return referrer;
            page = NextPage.Of(response, page);
        }
    }

    /// <summary>As <see cref="ListReferrersAsync"/> without a filter, and also what older clients wrote under the fallback tag of a registry that has a list of its own; each once.</summary>
    /// <exception cref="RegistryException">The registry refused, could not be reached or sent what is no index.</exception>
    public async IAsyncEnumerable<Descriptor> ListAllReferrersAsync(Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<Digest>();
        for (var page = new Uri(_root, $"referrers/{subject}"); page is not null;)
        {
            var request = new RegistryRequest(HttpMethod.Get, page, PullScope) { Accept = [MediaTypes.OciIndex] };
            using var response = await _transport.ExpectAsync(request, cancellationToken, HttpStatusCode.OK, HttpStatusCode.NotFound);
            if (response.StatusCode == HttpStatusCode.NotFound) break;
            foreach (var referrer in Referrers(await ReadAsync(response, cancellationToken), response).Where(referrer => seen.Add(referrer.Digest))) yield return referrer;
            page = NextPage.Of(response, page);
        }
        using var fallback = await _transport.ExpectAsync(ManifestRequest(HttpMethod.Get, Tag.ReferrersFallbackOf(subject).Value), cancellationToken, HttpStatusCode.OK, HttpStatusCode.NotFound);
        if (fallback.StatusCode == HttpStatusCode.NotFound) yield break;
        foreach (var referrer in Referrers(await ReadAsync(fallback, cancellationToken), fallback).Where(referrer => seen.Add(referrer.Digest))) yield return referrer;
    }

    /// <inheritdoc/>
    public async Task<bool> HasBlobAsync(Digest blob, CancellationToken cancellationToken)
    {
        using var response = await _transport.ExpectAsync(new RegistryRequest(HttpMethod.Head, BlobAddress(blob), PullScope), cancellationToken, HttpStatusCode.OK, HttpStatusCode.NotFound);
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <inheritdoc/>
    public async Task<bool> MountBlobAsync(Digest blob, RepositoryName from, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Post, new Uri(_root, $"blobs/uploads/?mount={blob}&from={from}"), $"{PushScope} repository:{from}:pull");
        using var response = await _transport.ExpectAsync(request, cancellationToken, HttpStatusCode.Created, HttpStatusCode.Accepted);
        if (response.StatusCode == HttpStatusCode.Created) return true;
        // The registry opened an upload instead; whether it lets us tidy up does not matter.
        (await _transport.SendAsync(new RegistryRequest(HttpMethod.Delete, UploadLocation(response), PushScope), cancellationToken)).Dispose();
        return false;
    }

    /// <inheritdoc/>
    public async Task PushBlobAsync(Descriptor blob, Stream content, CancellationToken cancellationToken)
    {
        using var opened = await _transport.ExpectAsync(new RegistryRequest(HttpMethod.Post, new Uri(_root, "blobs/uploads/"), PushScope), cancellationToken, HttpStatusCode.Accepted);
        var location = UploadLocation(opened);
        var request = new RegistryRequest(HttpMethod.Put, BlobUpload.Closing(location, blob.Digest.Value), PushScope) { Body = () => OctetBody(content, blob.Size), Once = true };
        using var response = await _transport.ExpectAsync(request, cancellationToken, HttpStatusCode.Created);
    }

    /// <summary>Uploads a blob in pieces, goes on where a broken connection left off, and tries again when the registry is busy.</summary>
    /// <param name="blob">Digest and size of the content.</param>
    /// <param name="open">Opens the content from an offset on.</param>
    /// <param name="sent">Is told of bytes that the registry took.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="RegistryException">The registry refused or could not be reached.</exception>
    public Task PushBlobAsync(Descriptor blob, Func<long, CancellationToken, Task<Stream>> open, IProgress<long> sent, CancellationToken cancellationToken) =>
        new BlobUpload(_transport, _root, PushScope, blob, open, sent).RunAsync(token => HasBlobAsync(blob.Digest, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<PushedManifest> PushManifestAsync(string reference, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Put, ManifestAddress(reference), PushScope) { Body = () => new ReadOnlyMemoryContent(content) { Headers = { ContentType = new(mediaType) } } };
        using var response = await _transport.ExpectAsync(request, cancellationToken, HttpStatusCode.Created);
        var digest = Digest.TryParse(reference, out var named) ? named : Digest.Of(content.Span);
        if (PromisedDigest(response) is { } stored && stored != digest) throw Nonsense(response, $"{digest} was sent and the registry says that it stored {stored}");
        return new PushedManifest(digest, response.Headers.Contains("OCI-Subject"));
    }

    private static StreamContent OctetBody(Stream content, long size)
    {
        var body = new StreamContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        body.Headers.ContentLength = size;
        return body;
    }

    private RegistryRequest ManifestRequest(HttpMethod method, string reference) => new(method, ManifestAddress(reference), PullScope) { Accept = ManifestTypes };

    private Uri ManifestAddress(string reference) =>
        Tag.TryParse(reference, out _) || Digest.TryParse(reference, out _) ? new Uri(_root, "manifests/" + reference) : throw new FormatException($"'{reference}' is neither a tag nor a digest");

    private Uri BlobAddress(Digest digest) => new(_root, $"blobs/{digest}");

    private Uri UploadLocation(HttpResponseMessage response) => BlobUpload.LocationOf(response, _transport.Registry);

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_transport.IdleTimeout, _transport.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await BoundedBody.ReadAsync(response.Content, ManifestReader.MaxSize, either.Token) ?? throw Nonsense(response, $"the answer is larger than {ManifestReader.MaxSize} bytes");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Nonsense(response, "the answer broke off", e);
        }
    }

    private async Task<byte[]?> FallbackIndexAsync(Digest subject, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Get, Tag.ReferrersFallbackOf(subject).Value);
        using var response = await _transport.ExpectAsync(request, cancellationToken, HttpStatusCode.OK, HttpStatusCode.NotFound);
        return response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response, cancellationToken) : null;
    }

    private static IReadOnlyList<Descriptor> Referrers(byte[]? index, HttpResponseMessage response)
    {
        try
        {
            return index is null ? [] : ManifestReader.Read(index, MediaTypes.OciIndex).Manifests;
        }
        catch (ManifestException e)
        {
            throw Nonsense(response, "the list of referrers is no index: " + e.Message, e);
        }
    }

    private static async Task SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var scratch = new byte[64 * 1024];
        while (count > 0 && await stream.ReadAsync(scratch.AsMemory(0, (int)Math.Min(count, scratch.Length)), cancellationToken) is > 0 and var read) count -= read;
    }

    private static Digest? PromisedDigest(HttpResponseMessage response) =>
        response.Headers.TryGetValues(DigestHeader, out var values) && Digest.TryParse(values.First(), out var digest) ? digest : null;

    private static string? MediaTypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;

    private static RegistryException Nonsense(HttpResponseMessage response, string reason, Exception? inner = null)
    {
        var address = ErrorBody.WithoutQuery(response.RequestMessage!.RequestUri!);
        return new RegistryException($"{address}: {reason}", address, response.StatusCode, inner: inner);
    }
}
