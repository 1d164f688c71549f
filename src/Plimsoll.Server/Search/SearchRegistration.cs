using Plimsoll.Server.Api.Contents;

namespace Plimsoll.Server.Search;

/// <summary>What looks through all images.</summary>
internal static class SearchRegistration
{
    public static void AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<OpenedImages>();
        services.AddSingleton<ReadyImages>();
        services.AddSingleton<FactsSearch>();
        services.AddSingleton<BaseImages>();
        services.AddSingleton<TagDrift>();
        services.AddHostedService<FactsIndexer>();
    }
}
