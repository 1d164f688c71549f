using Plimsoll.Inspection;

namespace Plimsoll.Server.Jobs;

/// <summary>The work in the background.</summary>
internal static class JobsRegistration
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<ImageInspector>();
        services.AddHostedService<InspectionWorker>();
        services.AddHostedService<UploadSweeper>();
        services.AddHostedService<AuditSweeper>();
    }
}
