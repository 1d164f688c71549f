using Plimsoll.Core.Errors;
using Plimsoll.Server.Api;
using Plimsoll.Server.Registry;

namespace Plimsoll.Server.Throttling;

/// <summary>Counts requests by address before anything else is done for them, logins included. Health checks are not counted: a server that is busy is not ill.</summary>
internal sealed class AddressLimitMiddleware(RequestDelegate next, RequestLimiter limiter)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            try
            {
                await limiter.RequireAddressAsync(http);
            }
            catch (OciException e)
            {
                await RefuseAsync(http, e);
                return;
            }
        }
        await next(http);
    }

    private static Task RefuseAsync(HttpContext http, OciException refusal)
    {
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) return ErrorWriter.WriteAsync(http, refusal);
        http.Response.Headers.RetryAfter = refusal.RetryAfterSeconds.ToString();
        return Problem.Of(refusal).WriteAsync(http);
    }
}
