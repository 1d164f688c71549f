using System.ComponentModel;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Inspection.Comparison;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Contents;

/// <summary>One move of a tag with what it changed.</summary>
/// <param name="Id">Orders the moves; a later one has a larger id.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who moved it.</param>
/// <param name="From">What it pointed at before; missing when it was new.</param>
/// <param name="To">What it points at since; missing when the tag was deleted.</param>
/// <param name="Summary">How the second image came from the first; missing when that cannot be told.</param>
/// <param name="Why">Why it cannot be told.</param>
internal sealed record DriftEntry(long Id, DateTimeOffset At, string Actor, string? From, string? To, DiffSummary? Summary, string? Why);

/// <summary><c>/api/v1/drift</c>: how a tag changed over time.</summary>
internal static class DriftEndpoint
{
    private const int DefaultCount = 20;
    private const int MaxCount = 100;

    public static void MapDrift(this IEndpointRouteBuilder api) => api.MapGet("/drift", ListAsync)
        .WithTags("Files").WithSummary("Moves of a tag, newest first, each with what it changed").AsList<DriftEntry>().Produces<Problem>(404, "application/problem+json");

    private static async Task<Page<DriftEntry>> ListAsync(
        HttpContext http,
        RepositoryContent content,
        TagDrift drift,
        [Description("The repository")] string repository,
        [Description("The tag")] string tag,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform,
        [Description("Only moves before the one with this id")] long? before,
        [Description("Entries of a page, 20 unless told, at most 100")] int? n)
    {
        var wanted = Tag.TryParse(tag, out var parsed) ? parsed : throw new OciException(OciError.TagInvalid);
        var moves = await content.ListAsync(
            http, repository, Math.Min(n ?? DefaultCount, MaxCount), (catalog, name, limit) => catalog.ListTagMovesAsync(name, wanted, before, limit, http.RequestAborted), move => move, "before", m => m.Id.ToString());
        var entries = new List<DriftEntry>();
        foreach (var move in moves.Items) entries.Add(await DescribeAsync(http, drift, move, platform));
        return new Page<DriftEntry>(entries, moves.Next);
    }

    private static async Task<DriftEntry> DescribeAsync(HttpContext http, TagDrift drift, TagMoveRecord record, string? platform)
    {
        var change = await drift.CompareAsync(http, record.Repository, record.Move.Previous, record.Move.Digest, platform);
        return new DriftEntry(record.Id, record.Move.At, record.Move.Actor, record.Move.Previous?.Value, record.Move.Digest?.Value, change.Summary, change.Why);
    }
}
