using System.Text.Json.Serialization;
using Plimsoll.Server.Api.Advisories;
using Plimsoll.Server.Api.Collection;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Api.Events;
using Plimsoll.Server.Api.Identities;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Operations;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Api.Rules;
using Plimsoll.Server.Api.Vouching;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Rescue;
using Plimsoll.Server.Search;
using Plimsoll.Server.Signatures;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Webhooks;

namespace Plimsoll.Server.Api;

/// <summary>The JSON API: what the pages show, for programs. docs/api.md describes it, <c>/api/openapi.json</c> too.</summary>
internal static class ApiRegistration
{
    public static void AddApi(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            // Two values for one name: whichever is taken, the other was meant.
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.AddSingleton<RepositoryListing>();
        services.AddSingleton<RepositoryContent>();
        services.AddSingleton<ImageFinder>();
        services.AddSingleton<Undelete>();
        services.AddSingleton<ImageInspections>();
        services.AddSingleton<ImageSummaries>();
        services.AddSingleton<JobListing>();
        services.AddSingleton<StorageListing>();
        services.AddSearch();
        services.AddApiDescription();
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), branch => branch.UseMiddleware<ApiMiddleware>());
        app.MapOpenApi("/api/openapi.json").ExcludeFromDescription();
        app.MapFallback("/api/{**path}", AnswerUnknownAsync).ExcludeFromDescription();
        var api = app.MapGroup("/api/v1");
        api.MapRepositories();
        api.MapTags();
        api.MapManifests();
        api.MapSearch();
        api.MapImages();
        api.MapInspections();
        api.MapSboms();
        api.MapPackages();
        api.MapLicences();
        api.MapReferrers();
        api.MapTree();
        api.MapDiff();
        api.MapDrift();
        api.MapBase();
        api.MapChains();
        api.MapCarried();
        api.MapTagBindings();
        api.MapWithdrawals();
        api.MapSigners();
        api.MapFiles();
        api.MapEvents();
        api.MapExposure();
        api.MapFindings();
        api.MapIdentities();
        api.MapCollection();
        api.MapRules();
        api.MapHolds();
        api.MapRetention();
        api.MapUndelete();
        api.MapJobs();
        api.MapStorage();
        api.MapRescue();
        api.MapAdvisories();
        api.MapTrustApi();
        api.MapSignatures();
        api.MapWebhooks();
    }

    // A path that takes JSON is not found for a body of another type, so that case is told apart here.
    private static Task AnswerUnknownAsync(HttpContext http) =>
        http.Request is { ContentLength: > 0 or null, ContentType: { } type } && !http.Request.HasJsonContentType()
            ? UnreadableRequest.OfMediaType(type).WriteAsync(http)
            : Problem.OfStatus(StatusCodes.Status404NotFound).WriteAsync(http);
}
