using Plimsoll.Core.Errors;
using Plimsoll.Server.Api;
using Plimsoll.Server.Rescue;
using Plimsoll.Trust;

namespace Plimsoll.Server.Trust;

/// <summary>Surrounds every request to the trust services: the one place where refusals and faults become answers.</summary>
internal sealed partial class TrustMiddleware(RequestDelegate next, WriteGate gate, ILogger<TrustMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            using var passage = gate.Enter(http);
            await next(http);
        }
        catch (OciException e) when (!http.Response.HasStarted)
        {
            if (e.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
            await Problem.Of(e).WriteAsync(http);
        }
        catch (RefusedException e) when (!http.Response.HasStarted)
        {
            await Problem.Of(new OciException(TrustError.Invalid, e.Message)).WriteAsync(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await new Problem(e.StatusCode, "BAD_REQUEST", "the request cannot be read", e.Message).WriteAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody reads an answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFault(e, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            if (StorageOutage.AsRefusal(e) is { } outage) await Problem.Of(outage).WriteAsync(http);
            else await new Problem(500, OciError.Unknown.Code, OciError.Unknown.Message, $"the server's log has it under id {http.TraceIdentifier}").WriteAsync(http);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (id {RequestId})")]
    private partial void LogFault(Exception exception, string method, string path, string requestId);
}

/// <summary>Marks the endpoints of the trust services.</summary>
internal sealed class TrustEndpoint;
