using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Throttling;

/// <summary>The limits of requests.</summary>
internal static class ThrottlingRegistration
{
    /// <summary>Adds the services; after those of logins, whose resolver of callers they stand before.</summary>
    public static void AddThrottling(this IServiceCollection services)
    {
        services.AddSingleton<RequestLimiter>();
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<ICallerResolver, LimitedCallerResolver>();
    }
}
