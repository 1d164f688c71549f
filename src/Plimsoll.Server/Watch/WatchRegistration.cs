using Plimsoll.Server.Health;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Storage;
using Plimsoll.Server.Watch.Tracing;

namespace Plimsoll.Server.Watch;

/// <summary>What an operator sees of the server, as services.</summary>
internal static class WatchRegistration
{
    public static void AddWatch(this IServiceCollection services)
    {
        services.AddMeasurements();
        services.AddSingleton<BlobStoreMetrics>();
        services.AddSingleton<RequestWatch>();
        services.AddSingleton<Readiness>();
        services.AddHostedService<Telemetry>();
    }
}
