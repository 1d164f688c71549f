using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Collection;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>The work in the background.</summary>
internal static class JobsRegistration
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<ImageInspector>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobSignal>();
        // What follows each push and nobody waits for: at full weight it made the slowest pushes several times slower.
        services.AddSingleton(static _ => new QuietThread("followers"));
        services.AddHostedService<JobLoops>();
        services.AddHostedService<InspectionWorker>();
        services.AddHostedService<ReopenWorker>();
        services.AddHostedService<AuditSweeper>();
        services.AddSingleton(CreateCollector);
        services.AddRecurringJob<UsageCounter>();
        services.AddRecurringJob<CollectionJob>();
    }

    /// <summary>Adds a job, as itself and to those that are looked after.</summary>
    public static void AddRecurringJob<TJob>(this IServiceCollection services) where TJob : class, IRecurringJob
    {
        services.AddSingleton<TJob>();
        services.AddSingleton<IRecurringJob>(static p => p.GetRequiredService<TJob>());
    }

    private static Collector CreateCollector(IServiceProvider services)
    {
        var options = services.GetRequiredService<ServerOptions>();
        return new Collector(
            services.GetRequiredService<IMetadataStore>(), services.GetRequiredService<IBlobStore>(), options.Collection.ToSettings(options.Registry),
            services.GetRequiredService<TimeProvider>());
    }
}
