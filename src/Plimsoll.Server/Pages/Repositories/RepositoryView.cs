using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Rules;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Images;
using Plimsoll.Server.Retention;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Repositories;

/// <summary>The page of a repository: tags, what happened to them, what retention would do, and all manifests.</summary>
internal sealed class RepositoryView(IMetadataStore metadata, InsideOfImages insides, RetentionPlanner planner, TagDrift drift)
{
    private const int PageCount = 50;
    private const int ChartMoves = 300;
    private const int MaxHolds = 200;

    public async Task<IResult> ShowAsync(HttpContext http, RepositoryName repository)
    {
        http.Require(Permission.Pull, repository);
        if (!await metadata.Manifests.RepositoryExistsAsync(repository, http.RequestAborted)) throw new OciException(OciError.NameUnknown, $"there is no repository {repository}");
        var query = http.Request.Query;
        RepositoryModel model = query["view"].ToString() switch
        {
            "history" => await HistoryAsync(http, repository, query["tag"], query["before"]),
            "retention" => await RetentionAsync(http, repository, query["only"], query["after"]),
            "manifests" => await ManifestsAsync(http, repository, query["after"]),
            _ => await TagsAsync(http, repository, query["after"]),
        };
        return new PageResult<RepositoryPage, RepositoryModel>(model);
    }

    private async Task<RepositoryModel> TagsAsync(HttpContext http, RepositoryName repository, string? after)
    {
        var page = PageRequest.Of(http, PageCount);
        var tags = await metadata.Manifests.ListTagsAsync(repository, after, PageCount + 1, http.RequestAborted);
        var lines = new List<TagLine>();
        foreach (var tag in tags) lines.Add(new TagLine(tag, await insides.FindAsync(http, repository, tag.Digest)));
        var moves = after is null ? await metadata.Manifests.ListTagMovesAsync(repository, null, null, ChartMoves, http.RequestAborted) : [];
        return new RepositoryModel.OfTags(repository, page.Page(lines, "after", l => l.Tag.Tag.Value), [.. moves.Select(m => m.Move)], after is null);
    }

    private async Task<RepositoryModel> HistoryAsync(HttpContext http, RepositoryName repository, string? tag, string? before)
    {
        Tag? only = Tag.TryParse(tag, out var parsed) ? parsed : null;
        long? below = long.TryParse(before, out var id) ? id : null;
        var moves = await metadata.Manifests.ListTagMovesAsync(repository, only, below, PageCount + 1, http.RequestAborted);
        var gone = new HashSet<Tag>();
        foreach (var deleted in moves.Where(m => m.Move.Digest is null).Select(m => m.Move.Tag).Distinct())
        {
            if (await metadata.Manifests.ResolveAsync(repository, deleted, http.RequestAborted) is null) gone.Add(deleted);
        }
        var page = PageRequest.Of(http, PageCount).Page(moves, "before", m => m.Id.ToString());
        var changes = new Dictionary<long, MoveChange>();
        foreach (var (number, _, move) in only is null ? [] : page.Items) changes.Add(number, await drift.CompareAsync(http, repository, move.Previous, move.Digest, null));
        return new RepositoryModel.OfHistory(repository, page, only, gone) { Changes = changes };
    }

    private async Task<RepositoryModel> RetentionAsync(HttpContext http, RepositoryName repository, string? only, string? after)
    {
        var plan = await planner.PlanAsync(repository, http.RequestAborted);
        var entries = PageRequest.Of(http, PageCount).Page([.. RetentionEntry.Of(plan, only, after).Take(PageCount + 1)], "after", e => e.Reference);
        var holds = await metadata.Retention.ListHoldsAsync(repository, 0, MaxHolds, http.RequestAborted);
        return new RepositoryModel.OfRetention(repository, plan, entries, only is "removed" or "kept" ? only : "", string.IsNullOrEmpty(after), holds);
    }

    private async Task<RepositoryModel> ManifestsAsync(HttpContext http, RepositoryName repository, string? after)
    {
        Digest? from = Digest.TryParse(after, out var parsed) ? parsed : null;
        var manifests = await metadata.Manifests.ListManifestsAsync(repository, from, PageCount + 1, http.RequestAborted);
        var lines = new List<ManifestLine>();
        foreach (var manifest in manifests) lines.Add(new ManifestLine(manifest, await insides.FindAsync(http, repository, manifest.Digest)));
        return new RepositoryModel.OfManifests(repository, PageRequest.Of(http, PageCount).Page(lines, "after", l => l.Manifest.Digest.Value));
    }
}
