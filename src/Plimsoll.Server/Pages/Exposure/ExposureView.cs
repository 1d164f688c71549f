using Plimsoll.Server.Api.Advisories;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Server.Pages.Exposure;

/// <summary>What a vulnerability reaches, as a page.</summary>
/// <param name="Id">The vulnerability; empty before one is asked for.</param>
/// <param name="Answer">What it reaches.</param>
/// <param name="Next">Where the next page begins.</param>
/// <param name="IsFirst">True for the first page.</param>
/// <param name="Pulls">Who asked for its images in the last week, some of many; null for those who may not know.</param>
internal sealed record ExposureModel(string Id, ExposureAnswer? Answer, string? Next, bool IsFirst, IReadOnlyList<PullEntry>? Pulls)
{
    /// <summary>The same from the API.</summary>
    public string? Json => Answer is null ? null : Links.Api("exposure/" + Uri.EscapeDataString(Id));

    /// <summary>The address of another page.</summary>
    public string Href(string? after) => Links.With("/exposure/" + Uri.EscapeDataString(Id), ("after", after));
}

/// <summary>The page of a vulnerability.</summary>
internal sealed class ExposureView(ExposureSearch search, TimeProvider time)
{
    private const int MaxPulls = 20;
    private const int MaxId = 200;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/exposure", (HttpContext http, ExposureView view) => view.ShowAsync(http, http.Request.Query["id"].ToString().Trim()));
        pages.MapGet("/exposure/{id}", (HttpContext http, ExposureView view, string id) => view.ShowAsync(http, id));
    }

    private async Task<IResult> ShowAsync(HttpContext http, string id)
    {
        if (id.Length is 0 or > MaxId) return new PageResult<ExposurePage, ExposureModel>(new ExposureModel("", null, null, true, null));
        var (caller, stop) = (http.RequireAccount(), http.RequestAborted);
        var after = http.Request.Query["after"].ToString() is { Length: > 0 } cursor ? cursor : null;
        var (answer, next) = await search.FindAsync(caller, id, after, ExposureSearch.PageCount, stop);
        var pulls = after is null && answer.PackageCount > 0 && caller.May(Permission.Audit) ? (await search.PullsAsync(id, time.GetUtcNow() - Week, null, MaxPulls, stop)).Items : null;
        return new PageResult<ExposurePage, ExposureModel>(new ExposureModel(id, answer, next, after is null, pulls));
    }
}
