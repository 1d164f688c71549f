using Plimsoll.Server.Api.Advisories;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Server.Pages.Exposure;

/// <summary>A base, and the images that have what is affected from it.</summary>
internal sealed record InheritingImages(InheritedFrom Base, IReadOnlyList<ExposedImage> Derived);

/// <summary>The report of a vulnerability.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Answer">What it reaches.</param>
/// <param name="IsCutOff">True when there are more images.</param>
/// <param name="Pulls">Who asked for its images in 24 hours; null for those who may not know.</param>
/// <param name="MorePulls">True when there are more of these.</param>
/// <param name="Bases">Bases with what stands on them, those with the most first.</param>
/// <param name="IsFile">True when it has to hold its own style.</param>
internal sealed record ReportModel(DateTimeOffset At, ExposureAnswer Answer, bool IsCutOff, IReadOnlyList<PullEntry>? Pulls, bool MorePulls, IReadOnlyList<InheritingImages> Bases, bool IsFile);

/// <summary><c>/exposure/ID/report</c>: what people need in the first 24 hours, to print.</summary>
internal sealed class ReportView(ExposureSearch search, TimeProvider time)
{
    private const int MaxImages = 500;
    private const int MaxPulls = 1000;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/exposure/{id}/report", (HttpContext http, ReportView view, string id) => view.ShowAsync(http, id, http.Request.Query["file"] == "true"));

    /// <summary>The report.</summary>
    public async Task<IResult> ShowAsync(HttpContext http, string id, bool isFile)
    {
        var (caller, stop, now) = (http.RequireAccount(), http.RequestAborted, time.GetUtcNow());
        var (answer, next) = await search.FindAsync(caller, id, null, MaxImages, stop);
        var pulls = caller.May(Permission.Audit) ? await search.PullsAsync(id, now - Day, null, MaxPulls, stop) : default((IReadOnlyList<PullEntry> Items, string? Next)?);
        var bases = answer.Images.Where(image => image.InheritedFrom is not null).GroupBy(image => image.InheritedFrom!.Digest)
            .Select(group => new InheritingImages(group.First().InheritedFrom!, [.. group])).OrderByDescending(group => group.Derived.Count);
        return new PageResult<ReportPage, ReportModel>(new ReportModel(now, answer, next is not null, pulls?.Items, pulls?.Next is not null, [.. bases], isFile));
    }
}
