using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Errors;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Rescue;

namespace Plimsoll.Server.Pages;

/// <summary>Surrounds every request for a page: finds out who asks, sets the headers that bound what a page can do, and is the one place where errors become pages.</summary>
internal sealed partial class PageMiddleware(RequestDelegate next, ICallerResolver callers, AuditTrail audit, WriteGate gate, ILogger<PageMiddleware> logger)
{
    // Everything in an image is written by strangers. Should a page ever fail to encode it, the browser still runs nothing of it.
    private const string ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

    public async Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "private, no-cache";
        try
        {
            http.SetCaller(await callers.ResolveAsync(http, http.RequestAborted));
            if (HttpMethods.IsPost(http.Request.Method)) await PageForm.ReadAsync(http);
            using var passage = http.Request.Path.Value is "/login" or "/logout" ? default : gate.Enter(http);
            await next(http);
        }
        catch (OciException e)
        {
            await RefuseAsync(http, e);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await RefusalPages.BadRequest(e).ExecuteAsync(http);
        }
        catch (InvalidDataException e) when (!http.Response.HasStarted)
        {
            // The framework's word for a form that it cannot take apart.
            await RefusalPages.BadRequest(new BadHttpRequestException("the form cannot be read", e)).ExecuteAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The browser went elsewhere; nobody reads an answer.
        }
        catch (Exception e) when (StorageOutage.AsRefusal(e) is { } outage && !http.Response.HasStarted)
        {
            LogFault(e, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            await RefuseAsync(http, outage);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFault(e, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            await RefusalPages.Fault(http.TraceIdentifier).ExecuteAsync(http);
        }
    }

    private async Task RefuseAsync(HttpContext http, OciException refusal)
    {
        // A person without a login is sent to the door; that is no refusal yet.
        if (refusal.Error.Status == 401 && HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Redirect("/login?next=" + Uri.EscapeDataString(http.Request.Path + http.Request.QueryString));
            return;
        }
        if (refusal.Error.Status is 401 or 403 or 429 && !refusal.IsRecorded)
            await audit.AppendAsync(audit.Describe(http, http.Features.Get<Caller>(), "page", refusal.Error.Code, reference: http.Request.Path) with { Detail = refusal.Message }, CancellationToken.None);
        if (refusal.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
        await RefusalPages.Of(refusal).ExecuteAsync(http);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (id {RequestId})")]
    private partial void LogFault(Exception exception, string method, string path, string requestId);
}
