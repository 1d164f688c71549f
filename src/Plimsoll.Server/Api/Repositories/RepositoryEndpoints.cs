using System.ComponentModel;
using Plimsoll.Core;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>A repository.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tags">How many tags it has.</param>
/// <param name="Manifests">How many manifests it has, tagged or not.</param>
/// <param name="LastPushAt">When something was last pushed.</param>
internal sealed record RepositoryEntry(string Name, long Tags, long Manifests, DateTimeOffset? LastPushAt)
{
    public static RepositoryEntry Of(RepositorySummary summary) => new(summary.Name.Value, summary.Tags, summary.Manifests, summary.LastPushAt);
}

/// <summary><c>/api/v1/repositories</c>.</summary>
internal static class RepositoryEndpoints
{
    public static void MapRepositories(this IEndpointRouteBuilder api) => api.MapGet("/repositories", ListAsync)
        .WithTags("Repositories").WithSummary("Repositories that you may see, in order of name").AsList<RepositoryEntry>();

    private static async Task<Page<RepositoryEntry>> ListAsync(
        HttpContext http,
        RepositoryListing listing,
        [Description("Part of the name")] string? q,
        [Description("Only repositories behind this name")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        RepositoryName? from = RepositoryName.TryParse(after, out var name) ? name : null;
        var found = await listing.ListAsync(http.Caller(), q, from, page.Count + 1, http.RequestAborted);
        return page.Page([.. found.Select(RepositoryEntry.Of)], "after", r => r.Name);
    }
}
