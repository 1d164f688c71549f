using System.Diagnostics;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Tracing;

namespace Plimsoll.Server.Watch;

/// <summary>What is noted of every request: an id by which the answer, the log and the audit event find each other, how long it took, and if wished a line in the log.</summary>
internal sealed partial class RequestWatch(RequestMetrics metrics, ServerOptions options, ILogger<RequestWatch> logger)
{
    /// <summary>The header that tells clients the id, as other registries call it.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Nginx's word for a client that went away before it had its answer.</summary>
    private const int ClientGone = 499;

    /// <summary>Begins; the timestamp for <see cref="End"/>.</summary>
    public static long Begin(HttpContext http)
    {
        http.Response.Headers[Header] = http.TraceIdentifier;
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Ends.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">The class of its path.</param>
    /// <param name="method">Its method.</param>
    /// <param name="caller">Who sent it, as far as that is known.</param>
    /// <param name="span">Its span, where traces are recorded.</param>
    /// <param name="started">What <see cref="Begin"/> gave.</param>
    public void End(HttpContext http, string path, string method, Caller? caller, Activity? span, long started)
    {
        var status = http.RequestAborted.IsCancellationRequested ? ClientGone : http.Response.StatusCode;
        metrics.Record(path, method, status, started);
        span?.End(http, status);
        // Without the query: some clients put into it what nobody else should read.
        if (!options.Log.Requests) return;
        var (milliseconds, address, client) = (Stopwatch.GetElapsedTime(started).TotalMilliseconds, http.Connection.RemoteIpAddress, http.Request.Headers.UserAgent.ToString());
        LogRequest(method, http.Request.Path, status, milliseconds, caller?.Name ?? "anonymous", address, client, http.TraceIdentifier);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {Milliseconds:0.0} ms for {Caller} at {Address} with {UserAgent} (id {RequestId})")]
    private partial void LogRequest(string method, PathString path, int status, double milliseconds, string caller, System.Net.IPAddress? address, string userAgent, string requestId);
}
