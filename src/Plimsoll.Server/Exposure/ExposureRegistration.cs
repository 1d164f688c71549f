using Microsoft.Extensions.DependencyInjection.Extensions;
using Plimsoll.Server.Exposure.Vex;

namespace Plimsoll.Server.Exposure;

/// <summary>What knows which images a vulnerability reaches.</summary>
internal static class ExposureRegistration
{
    public static void AddExposure(this IServiceCollection services)
    {
        services.TryAddSingleton(ImageEvaluation.Matcher);
        services.TryAddSingleton<IAdvisorySource, StoredAdvisories>();
        services.AddSingleton<PackageSets>();
        services.AddSingleton<Evidence>();
        services.AddSingleton<ExposureSearch>();
        services.AddSingleton<IStatementSigners, NamedStatementSigners>();
        services.AddSingleton<ImageVulnerabilities>();
        services.AddSingleton<VulnerabilitySummaries>();
        services.AddHostedService<ExposureMatcher>();
    }
}
