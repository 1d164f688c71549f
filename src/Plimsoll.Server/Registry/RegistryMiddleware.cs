using Plimsoll.Core.Errors;
using Plimsoll.Server.Watch;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Tracing;
using Plimsoll.Storage.Background;

namespace Plimsoll.Server.Registry;

/// <summary>
/// The registry API. One request goes: 1. take the path apart, 2. find out who asks, 3. check the name, 4. run the endpoint, which checks the rights first,
/// 5. turn a refusal into the error list of the spec and an audit event. This is the only place where exceptions become answers.
/// </summary>
internal sealed partial class RegistryMiddleware(RequestDelegate next, RegistryServices services, RegistryEndpoints endpoints, RequestWatch watch, ILogger<RegistryMiddleware> logger)
{
    /// <summary>Handles the request, or passes it on when it is not for the registry API.</summary>
    public Task InvokeAsync(HttpContext http) =>
        http.Request.Path.Value is { } path && (path.StartsWith("/v2/", StringComparison.Ordinal) || path == "/v2") ? HandleAsync(http, path) : next(http);

    private async Task HandleAsync(HttpContext http, string path)
    {
        var started = RequestWatch.Begin(http);
        var request = new RegistryRequest(http, RegistryPath.Parse(path), services);
        using var way = IsShort(request) ? RightOfWay.Take() : default;
        using var span = Spans.Begin(http, request.Path.Resource, services.Options.Telemetry.LinkClients);
        http.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        try
        {
            await BeginAsync(request);
            if (request.Path is { NeedsRepository: true, HasRepository: false })
                throw new OciException(OciError.NameInvalid, "a repository name has lower-case letters and digits, separated by '.', '_', '__', '-' or '/', and at most 200 characters");
            EchoNamespace(request);
            using var passage = services.Gate.Enter(http);
            await endpoints.RunAsync(request);
        }
        catch (OciException e)
        {
            await RefuseAsync(request, e);
        }
        catch (BadHttpRequestException e)
        {
            // Kestrel's word for a body that is too slow, too short or cut off.
            await RefuseAsync(request, new OciException(e.StatusCode == 413 ? OciError.TooLarge : OciError.SizeInvalid with { Status = e.StatusCode }, e.Message));
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // Kestrel's word for a chunk whose size is larger than any number.
            await RefuseAsync(request, new OciException(OciError.SizeInvalid, "a chunk of the transfer coding has no size that can be read"));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody reads an answer.
        }
        catch (Exception e) when (StorageOutage.AsRefusal(e) is { } outage)
        {
            LogOutage(logger, e, http.Request.Method, path, http.TraceIdentifier);
            await RefuseAsync(request, outage);
        }
        catch (Exception e)
        {
            LogFault(logger, e, http.Request.Method, path, http.TraceIdentifier);
            await RefuseAsync(request, new OciException(OciError.Unknown, $"internal error; the server's log has it under id {http.TraceIdentifier}"));
        }
        finally
        {
            watch.End(http, RequestMetrics.ClassOf(request.Path.Resource), http.Request.Method, request.Caller, span, started);
        }
    }

    /// <summary>A question that the database answers; blobs are sent at the pace of the client.</summary>
    private static bool IsShort(RegistryRequest request) => request.Path.Resource is not RegistryResource.Blob && (HttpMethods.IsGet(request.Http.Request.Method) || HttpMethods.IsHead(request.Http.Request.Method));

    /// <summary>Finds out where the database stands and who asks, in one question to the database at the most.</summary>
    private async ValueTask BeginAsync(RegistryRequest request)
    {
        if (!request.Path.HasRepository)
        {
            request.Caller = await services.Callers.ResolveAsync(request.Http, request.Aborted);
            return;
        }
        var state = await services.Metadata.Versions.ReadAsync(request.Repository, request.Aborted);
        request.Version = state.Repository;
        request.Caller = await services.Callers.ResolveAsync(request.Http, state.Identities, request.Aborted);
    }

    private async Task RefuseAsync(RegistryRequest request, OciException refusal)
    {
        var http = request.Http;
        if (IsWorthRecording(request, refusal))
        {
            var audit = request.Event(refusal.Error.Code) with { Action = request.Action ?? ActionOf(request), Detail = refusal.Message };
            await services.Audit.AppendAsync(audit, CancellationToken.None);
        }
        if (http.Response.HasStarted)
        {
            // The status is out; breaking the connection is the only way left to say that the body is not whole.
            http.Abort();
            return;
        }
        if (refusal.Error.Status == 401 && http.Response.Headers.WWWAuthenticate.Count == 0)
            http.Response.Headers.WWWAuthenticate = services.Callers.Challenge(http, null, insufficient: false);
        await ErrorWriter.WriteAsync(http, refusal);
    }

    /// <summary>
    /// Every refusal is an event of its own, but those that were recorded where they were made, and two more: the challenge that opens every login handshake, and the answer that a blob, tag list or the like does not exist, with which
    /// clients find out what they have to push.
    /// </summary>
    private static bool IsWorthRecording(RegistryRequest request, OciException refusal)
    {
        if (refusal.IsRecorded) return false;
        var status = refusal.Error.Status;
        var isHandshake = status == 401 && request.Path.Resource == RegistryResource.Ping && request.Http.Request.Headers.Authorization.Count == 0;
        // While the database does not answer, its log takes nothing either.
        if (isHandshake || refusal.Error == OciError.Unavailable) return false;
        return status != 404 || request.Action is not null || request.Http.Request.Method is not ("GET" or "HEAD");
    }

    private static string ActionOf(RegistryRequest request) => request.Path.Resource == RegistryResource.Ping ? "login" : request.Http.Request.Method switch
    {
        "GET" => "pull",
        "HEAD" => "resolve",
        "DELETE" => "delete",
        _ => "push",
    };

    /// <summary>Clients of mirrors say which upstream they mean (distribution-spec development branch, "Registry Proxying").</summary>
    private static void EchoNamespace(RegistryRequest request)
    {
        if (request.Services.Options.Registry.Namespaces.Count == 0) return;
        if (request.Query("ns") is { } name && request.Services.Options.Registry.Namespaces.Contains(name)) request.Http.Response.Headers["OCI-Namespace"] = name;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} failed because the storage is not available (id {RequestId})")]
    private static partial void LogOutage(ILogger logger, Exception exception, string method, string path, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (id {RequestId})")]
    private static partial void LogFault(ILogger logger, Exception exception, string method, string path, string requestId);
}
