using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Rescue;

namespace Plimsoll.Server.Api;

/// <summary>Surrounds every request to the API: finds out who asks, and is the one place where refusals and faults become problem details.</summary>
internal sealed partial class ApiMiddleware(RequestDelegate next, ICallerResolver callers, AuditTrail audit, WriteGate gate, ILogger<ApiMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // Answers depend on who asks; nothing between here and the client may keep them for others.
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var caller = await callers.ResolveAsync(http, http.RequestAborted);
            http.SetCaller(caller);
            if (IsChange(http.Request.Method) && !FormToken.Matches(caller, http.Request.Headers[FormToken.Header]))
                throw new OciException(OciError.Denied, $"a change with a session cookie needs the header {FormToken.Header}");
            using var passage = http.Request.Path == ReadOnlyEndpoints.Path ? default : gate.Enter(http);
            await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null }) await Problem.OfStatus(http.Response.StatusCode).WriteAsync(http);
        }
        catch (OciException e)
        {
            await RefuseAsync(http, e);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await UnreadableRequest.Of(e).WriteAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody reads an answer.
        }
        catch (Exception e) when (StorageOutage.AsRefusal(e) is { } outage && !http.Response.HasStarted)
        {
            LogFault(e, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            await RefuseAsync(http, outage);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFault(e, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            await new Problem(500, OciError.Unknown.Code, OciError.Unknown.Message, $"the server's log has it under id {http.TraceIdentifier}").WriteAsync(http);
        }
    }

    private async Task RefuseAsync(HttpContext http, OciException refusal)
    {
        var status = refusal.Error.Status;
        var caller = http.Features.Get<Caller>();
        var reason = refusal.Reason ?? refusal.Error;
        if (reason.Status is not (404 or 503) && !refusal.IsRecorded)
            await audit.AppendAsync(audit.Describe(http, caller, "api", reason.Code, reference: http.Request.Path) with { Detail = refusal.Message }, CancellationToken.None);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }
        if (status == 401) http.Response.Headers.WWWAuthenticate = callers.Challenge(http, null, insufficient: false);
        if (refusal.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
        await Problem.Of(refusal).WriteAsync(http);
    }

    private static bool IsChange(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (id {RequestId})")]
    private partial void LogFault(Exception exception, string method, string path, string requestId);
}
