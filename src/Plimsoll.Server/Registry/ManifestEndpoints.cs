using System.Buffers;
using Microsoft.Extensions.Primitives;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Caching;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Signatures;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>Manifests (distribution-spec, "Pulling manifests", "Pushing Manifests", "Deleting Manifests").</summary>
internal sealed class ManifestEndpoints(RegistryServices services, InspectionTrigger inspection, JobSignal signal)
{
    private readonly RepositoryCache<(string, Digest), ServedManifest> _manifests = new(64 << 20, services.Caches.Of("manifest"));
    private readonly RepositoryCache<(string, string), ServedManifest> _tags = new(16 << 20, services.Caches.Of("tag"));

    /// <summary>GET and HEAD. Both are events: nodes that hold the content already only ever send HEAD.</summary>
    public async Task GetAsync(RegistryRequest request)
    {
        var isHead = HttpMethods.IsHead(request.Http.Request.Method);
        request.Action = isHead ? "resolve" : "pull";
        request.Require(Permission.Pull);
        if (!isHead) await services.Limiter.RequirePullAsync(request.Http, request.Caller!);
        var manifest = await FindAsync(request);
        var response = request.Http.Response;
        var headers = response.Headers;
        headers["Docker-Content-Digest"] = manifest.DigestHeader;
        headers.ETag = manifest.ETag;
        var known = request.Http.Request.Headers.IfNoneMatch is { Count: > 0 } tags && Preconditions.Matches(tags, manifest.ETag);
        var audit = services.Audit.Describe(
            request.Http, request.Caller, request.Action, "ok", request.Repository, request.Path.Last, manifest.DigestText, manifest.MediaType, isHead || known ? 0 : manifest.Content.Length);
        await services.Audit.AppendAsync(audit, request.Aborted);
        if (known)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentType = manifest.MediaTypeHeader;
        response.ContentLength = manifest.Content.Length;
        if (isHead) return;
        services.Transfers.ManifestSent(manifest.Content.Length);
        await response.BodyWriter.WriteAsync(manifest.Content, request.Aborted);
    }

    /// <summary>PUT by tag or by digest, then with any number of <c>?tag=</c>.</summary>
    public async Task PutAsync(RegistryRequest request)
    {
        request.Action = "push";
        request.Require(Permission.Push);
        var tags = TagsOf(request);
        var content = await ReadAsync(request);
        services.Transfers.ManifestReceived(content.Length);
        var digest = Digest.Of(content, request.Path.Digest?.Algorithm ?? DigestAlgorithm.Sha256);
        if (request.Path.Digest is { } declared && declared != digest) throw new OciException(OciError.DigestInvalid, $"the manifest has digest {digest}, not {declared}", digest.Value);
        var manifest = Parse(content, request.Http.Request.ContentType);

        var put = new ManifestPut(request.Repository, digest, content, manifest, tags, request.Caller!.Name)
        {
            AllowSparse = services.AllowsSparse(request.Repository),
            InspectWith = inspection.VersionFor(manifest),
        };
        var audit = request.Event() with { Digest = digest.Value, MediaType = manifest.MediaType, Bytes = content.Length };
        var result = await services.Metadata.Manifests.PutAsync(put, audit, CancellationToken.None);
        Refuse(result, request.Repository);
        inspection.Wake();
        if (manifest.Subject is not null || tags.Any(tag => tag.Value.StartsWith("sha256-", StringComparison.Ordinal))) signal.Wake(SignatureFollower.Name);

        var response = request.Http.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"/v2/{request.Repository}/manifests/{digest}";
        response.Headers["Docker-Content-Digest"] = digest.Value;
        if (manifest.Subject is { } subject) response.Headers["OCI-Subject"] = subject.Digest.Value;
        if (request.Path.Digest is not null && tags.Count > 0) response.Headers["OCI-Tag"] = string.Join(", ", tags);
        response.ContentLength = 0;
    }

    /// <summary>DELETE: a tag alone, or by digest the manifest with all its tags.</summary>
    public async Task DeleteAsync(RegistryRequest request)
    {
        request.Action = "delete";
        request.Require(Permission.Delete);
        if (request.Path.Digest is { } digest)
        {
            var removal = await services.Metadata.Manifests.RemoveAsync(request.Repository, digest, request.Caller!.Name, request.Event() with { Digest = digest.Value }, request.Aborted);
            if (removal == ManifestRemoval.Unknown) throw Unknown(request);
            if (removal == ManifestRemoval.Referenced)
                throw new OciException(OciError.Referenced, $"an index of {request.Repository} lists {digest}; delete that index first", digest.Value);
        }
        else
        {
            if (request.Path.Tag is not { } tag) throw InvalidReference(request);
            if (!await services.Metadata.Manifests.RemoveTagAsync(request.Repository, tag, request.Caller!.Name, request.Event(), request.Aborted)) throw Unknown(request);
        }
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async ValueTask<ServedManifest> FindAsync(RegistryRequest request)
    {
        var repository = request.Repository;
        if (request.Path.Digest is { } digest) return await FindAsync(request, digest);
        if (request.Path.Tag is not { } tag)
        {
            // A reference with a colon was meant as a digest; any other one is a tag that cannot exist.
            throw request.Path.Last.Contains(':') ? RegistryRequest.InvalidDigest(request.Path.Last) : Unknown(request);
        }
        if (_tags.Find((repository.Value, tag.Value), request.Version) is { } known) return known;
        var target = await services.Metadata.Manifests.ResolveAsync(repository, tag, request.Aborted) ?? throw Unknown(request);
        if (await services.Metadata.Signers.IsWithheldAsync(repository, target, request.Aborted))
            throw new OciException(OciError.Denied, $"{repository}:{tag} leads to {target}, which another signer signed than the one that is expected here; an owner of the repository has to approve it");
        var manifest = await FindAsync(request, target);
        _tags.Keep((repository.Value, tag.Value), manifest, request.Version, 200);
        return manifest;
    }

    private async ValueTask<ServedManifest> FindAsync(RegistryRequest request, Digest digest)
    {
        var repository = request.Repository;
        if (_manifests.Find((repository.Value, digest), request.Version) is { } known) return known;
        var record = await services.Metadata.Manifests.FindAsync(repository, digest, request.Aborted) ?? throw Unknown(request);
        var manifest = new ServedManifest(record);
        _manifests.Keep((repository.Value, digest), manifest, request.Version, 600 + record.Content.Length);
        return manifest;
    }

    private static async Task<byte[]> ReadAsync(RegistryRequest request)
    {
        var http = request.Http.Request;
        if (http.ContentLength > ManifestReader.MaxSize) throw TooLarge(http.ContentLength.Value);
        using var content = new MemoryStream(capacity: (int)(http.ContentLength ?? 4096));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await http.Body.ReadAsync(buffer, request.Aborted)) > 0)
            {
                if (content.Length + read > ManifestReader.MaxSize) throw TooLarge(content.Length + read);
                content.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return content.ToArray();
    }

    private static Manifest Parse(byte[] content, string? contentType)
    {
        try
        {
            return ManifestReader.Read(content, string.IsNullOrEmpty(contentType) ? null : contentType.Split(';', 2)[0].Trim());
        }
        catch (ManifestException e)
        {
            throw new OciException(OciError.ManifestInvalid, e.Message);
        }
    }

    private static IReadOnlyList<Tag> TagsOf(RegistryRequest request)
    {
        const int MaxTags = 100;
        var extra = request.Http.Request.Query["tag"];
        if (request.Path.Tag is { } tag) return extra.Count == 0 ? [tag] : throw new OciException(OciError.TagInvalid, "'?tag=' is for pushes by digest");
        if (request.Path.Digest is null) throw InvalidReference(request);
        if (extra.Count > MaxTags) throw new OciException(OciError.TooManyTags, $"at most {MaxTags} tags are accepted in one request");
        var tags = new List<Tag>();
        foreach (var text in extra)
        {
            if (!Tag.TryParse(text, out var parsed)) throw new OciException(OciError.TagInvalid, "a tag has letters, digits, '_', '.' and '-', and at most 128 characters");
            if (!tags.Contains(parsed)) tags.Add(parsed);
        }
        return tags;
    }

    private static void Refuse(ManifestPutResult result, RepositoryName repository)
    {
        switch (result)
        {
            case ManifestPutResult.Missing(var digests):
                throw new OciException(OciError.ManifestBlobUnknown, $"{repository} lacks {string.Join(", ", digests.Take(10))}; push that first", digests[0].Value);
            case ManifestPutResult.SizeMismatch(var digest, var declared, var actual):
                throw new OciException(OciError.ManifestInvalid, $"the manifest gives {digest} a size of {declared} bytes; it has {actual}", digest.Value);
            case ManifestPutResult.TypeMismatch(var digest, var declared, var actual):
                throw new OciException(OciError.ManifestInvalid, $"the index gives {digest} the media type {declared}; it was pushed as {actual}", digest.Value);
        }
    }

    private static OciException TooLarge(long size) => new(OciError.TooLarge, $"a manifest may have at most {ManifestReader.MaxSize} bytes; this one has {size} or more");

    private static OciException InvalidReference(RegistryRequest request) => request.Path.Last.Contains(':')
        ? RegistryRequest.InvalidDigest(request.Path.Last)
        : new OciException(OciError.TagInvalid, "a tag starts with a letter, a digit or '_', goes on with these, '.' or '-', and has at most 128 characters");

    private static OciException Unknown(RegistryRequest request) =>
        new(OciError.ManifestUnknown, $"{request.Repository} has no manifest {(request.Path.Last.Length > 160 ? request.Path.Last[..160] : request.Path.Last)}");

    /// <summary>A manifest with the header values that it is served with, made once.</summary>
    private sealed class ServedManifest(ManifestRecord record)
    {
        public string DigestText { get; } = record.Digest.Value;

        public string MediaType { get; } = record.MediaType;

        public ReadOnlyMemory<byte> Content { get; } = record.Content;

        public StringValues DigestHeader { get; } = record.Digest.Value;

        public StringValues MediaTypeHeader { get; } = record.MediaType;

        public string ETag { get; } = '"' + record.Digest.Value + '"';
    }
}
