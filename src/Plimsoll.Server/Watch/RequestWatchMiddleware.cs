using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Tracing;

namespace Plimsoll.Server.Watch;

/// <summary>Watches the requests that are not for the registry API, which does it by itself.</summary>
internal sealed class RequestWatchMiddleware(RequestDelegate next, RequestWatch watch, ServerOptions options)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var started = RequestWatch.Begin(http);
        // Taken now: later parts may send the request to another path or take HEAD for GET.
        var path = RequestMetrics.ClassOf(http.Request.Path.Value ?? "");
        var method = http.Request.Method;
        using var span = Spans.Begin(http, path, options.Telemetry.LinkClients);
        try
        {
            await next(http);
        }
        finally
        {
            watch.End(http, path, method, http.Features.Get<Caller>(), span, started);
        }
    }
}
