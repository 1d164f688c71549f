using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Api.Operations;

/// <summary><c>/api/v1/storage</c>: how much is stored, for administrators.</summary>
internal static class StorageEndpoints
{
    public static void MapStorage(this IEndpointRouteBuilder api)
    {
        var storage = api.MapGroup("/storage").WithTags("Operations");
        storage.MapGet("", GetAsync).WithSummary("How much is stored, as it was counted last, and what collection would free").Refuses();
        storage.MapGet("/repositories", ListAsync).WithSummary("How much each repository holds, the largest first").AsList<RepositoryStorage>();
        storage.MapPost("/count", CountAsync).WithSummary("Count again as soon as possible").Refuses();
    }

    private static async Task<Ok<StorageEntry>> GetAsync(HttpContext http, StorageListing storage)
    {
        http.Require(Permission.Administer);
        return TypedResults.Ok(await storage.FindAsync(http.RequestAborted));
    }

    private static Task<Page<RepositoryStorage>> ListAsync(
        HttpContext http,
        StorageListing storage,
        [Description("Where to go on; from the link to the next page")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        return storage.ListAsync(PageRequest.Of(http, n), after, http.RequestAborted);
    }

    private static async Task<Accepted> CountAsync(HttpContext http, StorageListing storage)
    {
        http.Require(Permission.Administer);
        await storage.RequestAsync(http);
        return TypedResults.Accepted("/api/v1/jobs?kind=count-storage");
    }
}
