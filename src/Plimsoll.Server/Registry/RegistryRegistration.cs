using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Registry;

/// <summary>The services of the registry API.</summary>
internal static class RegistryRegistration
{
    public static void AddRegistry(this IServiceCollection services)
    {
        services.AddSingleton<RegistryServices>();
        services.AddSingleton<ArtifactPublisher>();
        services.AddSingleton<RegistryEndpoints>();
        services.AddSingleton<BlobEndpoints>();
        services.AddSingleton<BlobPump>();
        services.AddSingleton<UploadEndpoints>();
        services.AddSingleton<ContentReceiver>();
        services.AddSingleton<MountEndpoint>();
        services.AddSingleton<ManifestEndpoints>();
        services.AddSingleton<TagEndpoints>();
        services.AddSingleton<ReferrerEndpoints>();
        services.AddSingleton<CatalogEndpoints>();
        services.AddSingleton(p => new InspectionTrigger(p.GetRequiredService<ServerOptions>(), ImageInspector.ScannerVersion));
    }
}
