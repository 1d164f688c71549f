using System.Diagnostics;
using Plimsoll.Server.Registry;

namespace Plimsoll.Server.Watch.Tracing;

/// <summary>
/// Spans for traces, by the names of OpenTelemetry's conventions for HTTP servers. While nobody listens each costs one comparison. Secrets never become attributes: of
/// a request there is its path without the query, and no header.
/// </summary>
internal static class Spans
{
    /// <summary>The source of the spans.</summary>
    public const string SourceName = "Plimsoll";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A request to the registry API.</summary>
    public static Activity? Begin(HttpContext http, RegistryResource resource, bool link) => Source.HasListeners() ? BeginRequest(http, RouteOf(resource), link) : null;

    /// <summary>Any other request, by the class of its path.</summary>
    public static Activity? Begin(HttpContext http, string path, bool link) => Source.HasListeners() ? BeginRequest(http, path, link) : null;

    /// <summary>The opening of an image.</summary>
    public static Activity? BeginInspection(string repository, string digest)
    {
        var span = Source.StartActivity("inspect image");
        span?.SetTag("plimsoll.repository", repository);
        span?.SetTag("plimsoll.digest", digest);
        return span;
    }

    /// <summary>A run of work in the background.</summary>
    public static Activity? BeginJob(string kind)
    {
        var span = Source.StartActivity("job " + kind);
        return span;
    }

    /// <summary>An operation of the blob store, as a part of what is current.</summary>
    public static Activity? BeginStorage(string operation) => Source.HasListeners() ? Source.StartActivity("blob store " + operation, ActivityKind.Client) : null;

    /// <summary>Ends the span of a request.</summary>
    public static void End(this Activity span, HttpContext http, int status)
    {
        span.SetTag("http.response.status_code", status);
        if (status >= 500) span.SetStatus(ActivityStatusCode.Error);
        span.SetTag("plimsoll.request_id", http.TraceIdentifier);
    }

    private static Activity? BeginRequest(HttpContext http, string route, bool link)
    {
        // A root of our own: whose trace a stranger's request belongs to is not for the stranger to say. It can be linked.
        var links = link && ActivityContext.TryParse(http.Request.Headers["traceparent"], null, isRemote: true, out var remote) ? [new ActivityLink(remote)] : Array.Empty<ActivityLink>();
        var span = Source.StartActivity($"{http.Request.Method} {route}", ActivityKind.Server, default(ActivityContext), links: links);
        span?.SetTag("http.request.method", http.Request.Method);
        span?.SetTag("http.route", route);
        span?.SetTag("url.path", http.Request.Path.Value);
        return span;
    }

    private static string RouteOf(RegistryResource resource) => resource switch
    {
        RegistryResource.Ping => "/v2/",
        RegistryResource.Catalog => "/v2/_catalog",
        RegistryResource.Extensions => "/v2/_oci/ext/discover",
        RegistryResource.Blob => "/v2/{name}/blobs/{digest}",
        RegistryResource.Uploads => "/v2/{name}/blobs/uploads/",
        RegistryResource.Upload => "/v2/{name}/blobs/uploads/{id}",
        RegistryResource.Manifest => "/v2/{name}/manifests/{reference}",
        RegistryResource.Tags => "/v2/{name}/tags/list",
        RegistryResource.Referrers => "/v2/{name}/referrers/{digest}",
        _ => "/v2/{unknown}",
    };
}
