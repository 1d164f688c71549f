using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Throttling;

/// <summary>Finds out who asks, and counts the request for them: the one place that every request passes where that is known first.</summary>
internal sealed class LimitedCallerResolver(CallerResolver inner, RequestLimiter limiter) : ICallerResolver
{
    /// <inheritdoc/>
    public ValueTask<Caller> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var caller = inner.ResolveAsync(context, cancellationToken);
        return limiter.CountsPrincipals ? CountAsync(context, caller) : caller;
    }

    /// <inheritdoc/>
    public ValueTask<Caller> ResolveAsync(HttpContext context, long directoryVersion, CancellationToken cancellationToken)
    {
        var caller = inner.ResolveAsync(context, directoryVersion, cancellationToken);
        return limiter.CountsPrincipals ? CountAsync(context, caller) : caller;
    }

    /// <inheritdoc/>
    public string Challenge(HttpContext context, string? scope, bool insufficient) => inner.Challenge(context, scope, insufficient);

    private async ValueTask<Caller> CountAsync(HttpContext context, ValueTask<Caller> resolving)
    {
        var caller = await resolving;
        await limiter.RequirePrincipalAsync(context, caller);
        return caller;
    }
}
