using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Registry;

/// <summary>Which endpoint answers which resource and method: the table of endpoints of the distribution-spec.</summary>
internal sealed class RegistryEndpoints(BlobEndpoints blobs, UploadEndpoints uploads, ManifestEndpoints manifests, TagEndpoints tags, ReferrerEndpoints referrers, CatalogEndpoints catalog)
{
    /// <summary>Runs the endpoint.</summary>
    /// <exception cref="OciException">Any refusal.</exception>
    public Task RunAsync(RegistryRequest request) => (request.Path.Resource, request.Http.Request.Method) switch
    {
        (RegistryResource.Manifest, "GET" or "HEAD") => manifests.GetAsync(request),
        (RegistryResource.Manifest, "PUT") => manifests.PutAsync(request),
        (RegistryResource.Manifest, "DELETE") => manifests.DeleteAsync(request),
        (RegistryResource.Manifest, _) => NotAllowed(request, "GET, HEAD, PUT, DELETE"),
        (RegistryResource.Blob, "GET" or "HEAD") => blobs.GetAsync(request),
        (RegistryResource.Blob, "DELETE") => blobs.DeleteAsync(request),
        (RegistryResource.Blob, _) => NotAllowed(request, "GET, HEAD, DELETE"),
        (RegistryResource.Uploads, "POST") => uploads.StartAsync(request),
        (RegistryResource.Uploads, _) => NotAllowed(request, "POST"),
        (RegistryResource.Upload, "PATCH") => uploads.AppendAsync(request),
        (RegistryResource.Upload, "PUT") => uploads.FinishAsync(request),
        (RegistryResource.Upload, "GET") => uploads.StatusAsync(request),
        (RegistryResource.Upload, "DELETE") => uploads.CancelAsync(request),
        (RegistryResource.Upload, _) => NotAllowed(request, "GET, PATCH, PUT, DELETE"),
        (RegistryResource.Tags, "GET" or "HEAD") => tags.ListAsync(request),
        (RegistryResource.Tags, _) => NotAllowed(request, "GET"),
        (RegistryResource.Referrers, "GET" or "HEAD") => referrers.ListAsync(request),
        (RegistryResource.Referrers, _) => NotAllowed(request, "GET"),
        (RegistryResource.Catalog, "GET" or "HEAD") => catalog.ListAsync(request),
        (RegistryResource.Catalog, _) => NotAllowed(request, "GET"),
        (RegistryResource.Ping, "GET" or "HEAD") => Ping(request),
        (RegistryResource.Ping, _) => NotAllowed(request, "GET"),
        (RegistryResource.Extensions, "GET" or "HEAD") => Extensions(request),
        (RegistryResource.Extensions, _) => NotAllowed(request, "GET"),
        _ => throw new OciException(OciError.PathUnknown),
    };

    /// <summary>
    /// Clients learn the kind of login only from here, so anonymous callers always get the challenge, even where everybody may read:
    /// they then fetch an anonymous token.
    /// </summary>
    private static Task Ping(RegistryRequest request)
    {
        if (request.Caller!.IsAnonymous) throw new OciException(OciError.Unauthorized);
        return JsonOutput.SendAsync(request.Http, "{}"u8.ToArray());
    }

    /// <summary>No extensions of the distribution-spec are offered; Plimsoll's own API lies beside /v2.</summary>
    private static Task Extensions(RegistryRequest request)
    {
        if (request.Caller!.IsAnonymous) throw request.Refusal("registry:catalog:*", "list extensions");
        return JsonOutput.SendAsync(request.Http, """{"extensions":[]}"""u8.ToArray());
    }

    private static Task NotAllowed(RegistryRequest request, string allowed)
    {
        // The rights come first: whoever may not read learns nothing about what exists.
        if (request.Path.NeedsRepository) request.Require(Permission.Pull);
        request.Http.Response.Headers.Allow = allowed;
        var method = request.Http.Request.Method;
        throw new OciException(OciError.Unsupported, $"{(method.Length > 20 ? method[..20] + "…" : method)} is not possible here; allowed: {allowed}");
    }
}
