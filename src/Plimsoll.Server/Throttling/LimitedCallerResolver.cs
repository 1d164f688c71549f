using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Throttling;

/// <summary>Finds out who asks, and counts the request for them: the one place that every request passes where that is known first.</summary>
internal sealed class LimitedCallerResolver(CallerResolver inner, RequestLimiter limiter) : ICallerResolver
{
    /// <inheritdoc/>
    public async ValueTask<Caller> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var caller = await inner.ResolveAsync(context, cancellationToken);
        await limiter.RequirePrincipalAsync(context, caller);
        return caller;
    }

    /// <inheritdoc/>
    public string Challenge(HttpContext context, string? scope, bool insufficient) => inner.Challenge(context, scope, insufficient);
}
