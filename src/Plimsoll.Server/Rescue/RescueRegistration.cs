using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Watch.Storage;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Server.Rescue;

/// <summary>What rescues data: journal, backup, scrub, and the gate that keeps a store as it is while it moves.</summary>
internal static class RescueRegistration
{
    public static void AddRescue(this IServiceCollection services)
    {
        services.AddSingleton<IObjectStore>(p => OpenStores.ObjectsBeside(WatchedBlobStore.Unwrap(p.GetRequiredService<IBlobStore>()), p.GetRequiredService<ServerOptions>()));
        services.AddSingleton<StoreHealth>();
        services.AddSingleton<WriteGate>();
        services.AddRecurringJob<BackupJob>();
        services.AddRecurringJob<ScrubJob>();
        services.AddHostedService<JournalWorker>();
    }

    /// <summary>Before the server listens.</summary>
    public static async Task PrepareRescueAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<StoreHealth>().CheckAsync(cancellationToken);
        await services.GetRequiredService<WriteGate>().LoadAsync(cancellationToken);
    }

    /// <summary>Maps the API.</summary>
    public static void MapRescue(this IEndpointRouteBuilder api)
    {
        api.MapBackups();
        api.MapReadOnly();
        api.MapScrub();
    }
}
