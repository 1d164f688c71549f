using Plimsoll.Server.Jobs;

namespace Plimsoll.Server.Advisories;

/// <summary>What knows about vulnerabilities.</summary>
internal static class AdvisoriesRegistration
{
    public static void AddAdvisories(this IServiceCollection services)
    {
        services.AddSingleton<AdvisoryListing>();
        services.AddSingleton<AdvisoryUpload>();
        services.AddRecurringJob<AdvisorySyncJob>();
    }
}
