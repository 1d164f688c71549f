using System.ComponentModel;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>What a search found: one of the lists, whichever was asked for.</summary>
/// <param name="Repositories">Repositories: those whose name begins with the text come first.</param>
/// <param name="Packages">Images with the package.</param>
/// <param name="Files">Images with the file.</param>
/// <param name="Labels">Images with the label.</param>
/// <param name="Next">Path and query of the following page; missing on the last one.</param>
/// <param name="Waiting">Facts that the index has still to learn, counted up to 100,000: what is not found may be among them. Missing when there are none.</param>
/// <param name="Uncompared">Versions of the package that could not be held against the bounds, because their order is not known. Missing when there are none.</param>
internal sealed record SearchAnswer(
    IReadOnlyList<RepositoryEntry>? Repositories = null,
    IReadOnlyList<PackageFound>? Packages = null,
    IReadOnlyList<FileFound>? Files = null,
    IReadOnlyList<LabelFound>? Labels = null,
    string? Next = null,
    int? Waiting = null,
    int? Uncompared = null);

/// <summary><c>/api/v1/search</c>.</summary>
internal static class SearchEndpoint
{
    private static readonly OciError Unclear = new("SEARCH_UNCLEAR", "ask for one thing", StatusCodes.Status400BadRequest);

    public static void MapSearch(this IEndpointRouteBuilder api) => api.MapGet("/search", SearchAsync)
        .WithTags("Repositories").WithSummary("Find repositories by a part of their name, or images by what is inside: exactly one of q, package, path, digest, label, licence").Produces<SearchAnswer>().Refuses();

    private static async Task<SearchAnswer> SearchAsync(
        HttpContext http,
        RepositoryListing listing,
        FactsSearch search,
        [Description("Part of the name of a repository")] string? q,
        [Description("A package: name, the beginning of one with * behind it, type:name, either with @version behind it, or a package URL; a whole name may have bounds behind it, such as openssl >=3.0.0 <3.0.5")] string? package,
        [Description("A file: an absolute path, or the last part of one")] string? path,
        [Description("SHA-256 of a file")] string? digest,
        [Description("A label: its key, or key=value")] string? label,
        [Description("A licence of a package: an identifier of SPDX")] string? licence,
        [Description("Where the page before ended")] string? after,
        [Description("At most so many, 100 unless told, 20 for files")] int? n)
    {
        var terms = new[] { q, package, path, digest, label, licence }.Count(term => !string.IsNullOrWhiteSpace(term));
        if (terms != 1) throw new OciException(Unclear, "give exactly one of q, package, path, digest, label and licence");
        var page = PageRequest.Of(http, n ?? (path is null && digest is null ? null : FilesEndpoint.DefaultCount));
        var caller = http.Caller();
        if (!string.IsNullOrWhiteSpace(q))
        {
            var found = await listing.ListAsync(caller, q, null, page.Count, http.RequestAborted);
            return new SearchAnswer([.. found.Select(RepositoryEntry.Of).OrderByDescending(r => r.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase))]);
        }
        var waiting = await search.CountWaitingAsync(http.RequestAborted) is var count and > 0 ? count : default(int?);
        if (!string.IsNullOrWhiteSpace(package))
        {
            var (query, bounds) = PackageTerm.ParseBounded(package);
            var packages = await search.PackagesAsync(caller, query, after, page.Count, http.RequestAborted);
            return new SearchAnswer(Packages: packages.Items, Next: page.Link("after", packages.Next), Waiting: waiting, Uncompared: bounds is { Uncompared: > 0 } ? bounds.Uncompared : null);
        }
        if (!string.IsNullOrWhiteSpace(licence))
        {
            var packages = await search.PackagesAsync(caller, PackageTerm.OfLicence(licence), after, page.Count, http.RequestAborted);
            return new SearchAnswer(Packages: packages.Items, Next: page.Link("after", packages.Next), Waiting: waiting);
        }
        if (!string.IsNullOrWhiteSpace(label))
        {
            var equals = label.IndexOf('=', StringComparison.Ordinal);
            var labels = await search.LabelsAsync(caller, equals < 0 ? label : label[..equals], equals < 0 ? null : label[(equals + 1)..], after, page.Count, http.RequestAborted);
            return new SearchAnswer(Labels: labels.Items, Next: page.Link("after", labels.Next), Waiting: waiting);
        }
        var files = string.IsNullOrWhiteSpace(digest)
            ? await search.FilesAsync(caller, path!, after, page.Count, http.RequestAborted)
            : await search.FilesAsync(caller, FilesEndpoint.Content(digest), after, page.Count, http.RequestAborted);
        return new SearchAnswer(Files: files.Items, Next: page.Link("after", files.Next), Waiting: waiting);
    }
}
