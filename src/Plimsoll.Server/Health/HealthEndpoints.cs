using Plimsoll.Server.Rescue;
using Plimsoll.Server.Trust.Keys;

namespace Plimsoll.Server.Health;

/// <summary>For supervisors: is the process alive, and can it serve? Open to everybody, because those who ask have no login.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
        // The first thing that people try.
        endpoints.MapGet("/health", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Readiness readiness, StoreHealth store, WriteGate gate, TrustKeys keys)
    {
        http.Response.Headers.CacheControl = "no-store";
        var checks = await readiness.CheckAsync(http.RequestAborted);
        var ready = checks.All(c => c.Ready);
        // What is served is whole, but somebody has to decide something.
        string?[] warnings = [.. store.Warnings, gate.Reason is { } reason ? "read-only: " + reason : null, keys.Problem is { } problem ? "nothing can be signed: " + problem : null];
        warnings = [.. warnings.OfType<string>()];
        return Results.Json(new { status = ready ? "ready" : "not ready", checks, warnings = warnings.Length > 0 ? warnings : null }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
