namespace Plimsoll.Server.Health;

/// <summary>For supervisors: is the process alive, and can it serve? Open to everybody, because those who ask have no login.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Readiness readiness)
    {
        http.Response.Headers.CacheControl = "no-store";
        var checks = await readiness.CheckAsync(http.RequestAborted);
        var ready = checks.All(c => c.Ready);
        return Results.Json(new { status = ready ? "ready" : "not ready", checks }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
