using System.ComponentModel;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>What a search found.</summary>
/// <param name="Repositories">Repositories: those whose name begins with the text come first.</param>
internal sealed record SearchAnswer(IReadOnlyList<RepositoryEntry> Repositories);

/// <summary><c>/api/v1/search</c>.</summary>
internal static class SearchEndpoint
{
    public static void MapSearch(this IEndpointRouteBuilder api) => api.MapGet("/search", SearchAsync)
        .WithTags("Repositories").WithSummary("Find repositories by a part of their name").Produces<SearchAnswer>().Refuses();

    private static async Task<SearchAnswer> SearchAsync(
        HttpContext http,
        RepositoryListing listing,
        [Description("Part of a name")] string q,
        [Description("At most so many, 100 unless told")] int? n)
    {
        var found = await listing.ListAsync(http.Caller(), q, null, PageRequest.Of(http, n).Count, http.RequestAborted);
        return new SearchAnswer([.. found.Select(RepositoryEntry.Of).OrderByDescending(r => r.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase))]);
    }
}
