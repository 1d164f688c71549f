using System.ComponentModel;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>A tag and what it points at.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">Digest of the manifest.</param>
/// <param name="MediaType">Media type of the manifest.</param>
/// <param name="UpdatedAt">When the tag was last moved.</param>
internal sealed record TagEntry(string Tag, string Digest, string MediaType, DateTimeOffset UpdatedAt)
{
    public static TagEntry Of(TagRecord t) => new(t.Tag.Value, t.Digest.Value, t.MediaType, t.UpdatedAt);
}

/// <summary>One move of a tag.</summary>
/// <param name="Id">Orders the moves; a later one has a larger id.</param>
/// <param name="Tag">The tag.</param>
/// <param name="At">When.</param>
/// <param name="Digest">What it points at since; missing when the tag was deleted.</param>
/// <param name="Previous">What it pointed at before; missing when it was new.</param>
/// <param name="Actor">Who moved it.</param>
internal sealed record TagMoveEntry(long Id, string Tag, DateTimeOffset At, string? Digest, string? Previous, string Actor)
{
    public static TagMoveEntry Of(TagMoveRecord record)
    {
        var move = record.Move;
        return new(record.Id, move.Tag.Value, move.At, move.Digest?.Value, move.Previous?.Value, move.Actor);
    }
}

/// <summary><c>/api/v1/tags</c> and their history.</summary>
internal static class TagEndpoints
{
    public static void MapTags(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tags", ListAsync).WithTags("Repositories").WithSummary("Tags of a repository with what they point at, in ASCII order").AsList<TagEntry>().Produces<Problem>(404, "application/problem+json");
        api.MapGet("/tags/history", HistoryAsync).WithTags("Repositories").WithSummary("Moves of a tag, or of all tags of a repository, newest first").AsList<TagMoveEntry>().Produces<Problem>(404, "application/problem+json");
    }

    private static Task<Page<TagEntry>> ListAsync(
        HttpContext http,
        RepositoryContent content,
        [Description("The repository")] string repository,
        [Description("Only tags behind this one")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        return content.ListAsync(http, repository, n, (catalog, name, limit) => catalog.ListTagsAsync(name, after, limit, http.RequestAborted), TagEntry.Of, "after", t => t.Tag);
    }

    private static Task<Page<TagMoveEntry>> HistoryAsync(
        HttpContext http,
        RepositoryContent content,
        [Description("The repository")] string repository,
        [Description("Only this tag")] string? tag,
        [Description("Only moves before the one with this id")] long? before,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        Tag? only = tag is null ? null : Tag.TryParse(tag, out var parsed) ? parsed : throw new OciException(OciError.TagInvalid);
        return content.ListAsync(
            http, repository, n, (catalog, name, limit) => catalog.ListTagMovesAsync(name, only, before, limit, http.RequestAborted), TagMoveEntry.Of, "before", m => m.Id.ToString());
    }
}
