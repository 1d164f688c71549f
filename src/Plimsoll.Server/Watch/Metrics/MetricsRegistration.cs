using Plimsoll.Server.Watch.Storage;

namespace Plimsoll.Server.Watch.Metrics;

/// <summary>The measurements as services.</summary>
internal static class MetricsRegistration
{
    /// <summary>Name of the meter that all instruments of the server belong to.</summary>
    public const string MeterName = "Plimsoll";

    public static void AddMeasurements(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<TransferMetrics>();
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<ProcessMetrics>();
        services.AddSingleton<LoginMetrics>();
        services.AddSingleton<InspectionMetrics>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<StateMetrics>();
        services.AddSingleton<BlobCacheMetrics>();
    }

    /// <summary>Begins to listen, before anything is measured; and makes the instruments that nothing else asks for.</summary>
    public static void StartMeasuring(this IServiceProvider services)
    {
        services.GetRequiredService<MetricsCollector>();
        services.GetRequiredService<ProcessMetrics>();
        services.GetRequiredService<LoginMetrics>();
        services.GetRequiredService<StateMetrics>();
        services.GetRequiredService<BlobCacheMetrics>();
    }
}
