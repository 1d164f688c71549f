using Plimsoll.Server.Jobs;

namespace Plimsoll.Server.Sbom;

/// <summary>What writes, attaches and compares bills of materials.</summary>
internal static class SbomRegistration
{
    public static void AddSboms(this IServiceCollection services)
    {
        services.AddSingleton<SbomAttachments>();
        services.AddSingleton<IAfterInspection, SbomAutomation>();
        services.AddSingleton<SbomComparisons>();
        services.AddSingleton<SbomFiles>();
    }
}
