using Plimsoll.Core.Errors;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Api.Advisories;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Advisories;

/// <summary>The feeds, and the records that were searched for.</summary>
/// <param name="Feeds">The feeds.</param>
/// <param name="StaleDays">Days after which one is stale.</param>
/// <param name="Text">What was searched for.</param>
/// <param name="Records">Records whose identifier begins with it; null when nothing was searched for.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record AdvisoriesModel(IReadOnlyList<FeedEntry> Feeds, int StaleDays, string Text, IReadOnlyList<AdvisoryName>? Records, string? Next);

/// <summary>What is wrong with a feed.</summary>
/// <param name="Feed">Its name.</param>
/// <param name="Problems">The problems of the last reading that were kept.</param>
internal sealed record FeedProblemsModel(string Feed, IReadOnlyList<StoredProblem> Problems);

/// <summary><c>/advisories</c>: feeds, search, one advisory.</summary>
internal sealed class AdvisoriesView(AdvisoryListing advisories, IMetadataStore metadata, ServerOptions options)
{
    private const string Page = "/advisories";
    private const int PageCount = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, AdvisoriesView view) => view.ShowAsync(http));
        pages.MapGet(Page + "/problems", (HttpContext http, AdvisoriesView view) => view.ShowProblemsAsync(http));
        pages.MapGet(Page + "/{id}", (HttpContext http, AdvisoriesView view, string id) => view.ShowOneAsync(http, id));
    }

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        var caller = http.RequireAccount();
        var (text, after) = (http.Request.Query["q"].ToString().Trim(), http.Request.Query["after"].ToString());
        var records = text.Length == 0 ? null : await advisories.SearchAsync(text, AdvisoryCursor.Parse(after), PageCount + 1, http.RequestAborted);
        var next = records?.Count > PageCount ? Links.With(Page, ("q", text), ("after", AdvisoryCursor.Format(records[PageCount - 1]))) : null;
        var model = new AdvisoriesModel(await advisories.FeedsAsync(caller, http.RequestAborted), options.Advisories.StaleDays, text, records is null ? null : [.. records.Take(PageCount)], next);
        return new PageResult<AdvisoriesPage, AdvisoriesModel>(model);
    }

    private async Task<IResult> ShowProblemsAsync(HttpContext http)
    {
        http.RequireAccount();
        var feed = http.Request.Query["feed"].ToString();
        return new PageResult<FeedProblemsPage, FeedProblemsModel>(new FeedProblemsModel(feed, await metadata.Advisories.ListProblemsAsync(feed, http.RequestAborted)));
    }

    private async Task<IResult> ShowOneAsync(HttpContext http, string id)
    {
        http.RequireAccount();
        var details = await advisories.FindAsync(id, http.RequestAborted) ?? throw new OciException(OciError.NameUnknown, $"no feed has '{id}'");
        return new PageResult<AdvisoryPage, AdvisoryDetails>(details);
    }
}
