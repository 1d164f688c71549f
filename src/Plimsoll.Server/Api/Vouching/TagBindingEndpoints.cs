using System.ComponentModel;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Api.Vouching;

/// <summary>Signed statements about where a tag leads.</summary>
/// <param name="Digest">What the tag leads to now, by the database; missing when there is no such tag.</param>
/// <param name="IsBound">True when the newest statement says the same; false while it is being made.</param>
/// <param name="Statements">The statements, oldest first.</param>
/// <param name="Next">Path and query of the following page.</param>
internal sealed record TagStatements(string? Digest, bool IsBound, IReadOnlyList<StatementEntry> Statements, string? Next);

/// <summary><c>/api/v1/tag-bindings</c>.</summary>
internal static class TagBindingEndpoints
{
    public static void MapTagBindings(this IEndpointRouteBuilder api) =>
        api.MapGet("/tag-bindings", ListAsync).WithTags("Trust").WithSummary("Where a tag has led, as signed statements with entries of the transparency log").Produces<TagStatements>().Refuses(404);

    private static async Task<TagStatements> ListAsync(
        HttpContext http,
        IMetadataStore metadata,
        [Description("The repository")] string repository,
        [Description("The tag")] string tag,
        [Description("Only statements behind this one")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n)
    {
        var page = PageRequest.Of(http, n);
        var name = RepositoryParameter.Readable(http, repository);
        if (!Tag.TryParse(tag, out var parsed)) throw new OciException(OciError.TagInvalid, $"'{tag}' is not a tag");
        var subject = VouchingRecord.TagSubject(name, parsed);
        var target = await metadata.Manifests.ResolveAsync(name, parsed, http.RequestAborted);
        var last = await metadata.Vouching.FindLastAsync(subject, PredicateTypes.TagBinding, http.RequestAborted);
        var found = await metadata.Vouching.ListAsync(subject, PredicateTypes.TagBinding, after ?? 0, page.Count + 1, http.RequestAborted);
        return new TagStatements(target?.Value, last is not null && last.Image == target, [.. found.Take(page.Count).Select(StatementEntry.Of)], found.Count > page.Count ? page.Link("after", found[page.Count - 1].Id.ToString()) : null);
    }
}
