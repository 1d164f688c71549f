using Plimsoll.Server.Rescue;

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

    private static async Task<IResult> ReadyAsync(HttpContext http, Readiness readiness, StoreHealth store, WriteGate gate)
    {
        http.Response.Headers.CacheControl = "no-store";
        var checks = await readiness.CheckAsync(http.RequestAborted);
        var ready = checks.All(c => c.Ready);
        // What is served is whole, but somebody has to decide something.
        string[] warnings = [.. store.Warnings, .. gate.Reason is { } reason ? ["read-only: " + reason] : Array.Empty<string>()];
        return Results.Json(new { status = ready ? "ready" : "not ready", checks, warnings = warnings.Length > 0 ? warnings : null }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
