using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary><c>/metrics</c>: for administrators, auditors and whoever has the role <c>monitor</c>; for everybody where <c>metrics.public</c> says so.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/metrics", GetAsync).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(HttpContext http, ServerOptions options, ICallerResolver callers, AuditTrail audit, MetricsCollector collector, StateMetrics state)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!options.Metrics.Public && await RefusalAsync(http, callers) is { } refusal) return await RefuseAsync(http, audit, refusal);
        await state.RefreshAsync(http.RequestAborted);
        return Results.Bytes(collector.Write(), PrometheusText.ContentType);
    }

    private static async Task<OciException?> RefusalAsync(HttpContext http, ICallerResolver callers)
    {
        try
        {
            var caller = await callers.ResolveAsync(http, http.RequestAborted);
            http.SetCaller(caller);
            return caller.May(Permission.Monitor) || caller.May(Permission.Audit) ? null : CallerOfRequest.Refusal(http, "read the metrics; it needs the role monitor, auditor or admin on **");
        }
        catch (OciException e)
        {
            return e;
        }
    }

    private static async Task<IResult> RefuseAsync(HttpContext http, AuditTrail audit, OciException refusal)
    {
        await audit.AppendAsync(audit.Describe(http, http.Features.Get<Caller>(), "metrics", refusal.Error.Code) with { Detail = refusal.Message }, CancellationToken.None);
        if (refusal.Error.Status == 401) http.Response.Headers.WWWAuthenticate = "Basic realm=\"Plimsoll metrics\"";
        if (refusal.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString();
        return Results.Text(refusal.Message + "\n", statusCode: refusal.Error.Status);
    }
}
