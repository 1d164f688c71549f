using Plimsoll.Server.Jobs;

namespace Plimsoll.Server.Retention;

/// <summary>Retention as services, and as work in the background.</summary>
internal static class RetentionRegistration
{
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionPlanner>();
        services.AddSingleton<RetentionRunner>();
        services.AddSingleton<RetentionRequest>();
        services.AddRecurringJob<RetentionWorker>();
    }
}
