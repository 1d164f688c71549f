using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Inspection;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Operations;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Operations;

/// <summary>Work in the background that is in one state.</summary>
/// <param name="State">The state.</param>
/// <param name="Kind">The kind that was asked for; null for all.</param>
/// <param name="Jobs">What is in it.</param>
/// <param name="There">Digests of those images that were not deleted meanwhile.</param>
/// <param name="Inspections">How many images wait, are being opened, and could not be.</param>
/// <param name="Followers">What follows the facts at one server, with what waits for it.</param>
/// <param name="IsFirst">True on the first page.</param>
/// <param name="Problem">Why the last form did not work.</param>
internal sealed record JobsModel(string State, string? Kind, Page<JobEntry> Jobs, IReadOnlySet<string> There, InspectionCounts Inspections, IReadOnlyList<FollowerState> Followers, bool IsFirst, string? Problem);

/// <summary>Work that follows what changes, batch by batch.</summary>
/// <param name="Name">What it is.</param>
/// <param name="What">What waits for it.</param>
/// <param name="Waiting">How much waits, counted up to <see cref="Most"/>.</param>
internal sealed record FollowerState(string Name, string What, int Waiting)
{
    /// <summary>More is not counted.</summary>
    public const int Most = 10_000;
}

/// <summary><c>/jobs</c>: for administrators.</summary>
internal sealed class JobsView(JobListing jobs, IMetadataStore metadata)
{
    private const string Page = "/jobs";
    private const int PageCount = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, JobsView view) => view.ShowAsync(http, null, StatusCodes.Status200OK));
        pages.MapPost(Page, (HttpContext http, JobsView view) => view.ChangeAsync(http));
    }

    private async Task<IResult> ShowAsync(HttpContext http, string? problem, int status)
    {
        http.Require(Permission.Administer);
        var (state, kind, after) = (http.Request.Query["state"].ToString(), http.Request.Query["kind"].ToString(), http.Request.Query["after"].ToString());
        if (state is not ("waiting" or "failed" or "done")) state = "running";
        var found = await jobs.ListAsync(PageRequest.Of(http, PageCount), kind.Length == 0 ? null : kind, state, after, http.RequestAborted);
        var inspections = await metadata.Facts.CountOpenAsync(ImageInspector.ScannerVersion, http.RequestAborted);
        return new PageResult<JobsPage, JobsModel>(new JobsModel(
            state, kind.Length == 0 ? null : kind, found, await FindImagesAsync(found.Items, http.RequestAborted), inspections, await FollowersAsync(http.RequestAborted), after.Length == 0, problem), status);
    }

    private async Task<IReadOnlyList<FollowerState>> FollowersAsync(CancellationToken cancellationToken) =>
    [
        new("index of facts", "images and layers whose packages, files and labels cannot be searched yet", await metadata.Index.CountTasksAsync(FollowerState.Most, cancellationToken)),
        new("matching with advisories", "packages and names that were not compared yet", await metadata.Exposure.CountWaitingAsync(FollowerState.Most, cancellationToken)),
    ];

    private async Task<IReadOnlySet<string>> FindImagesAsync(IEnumerable<JobEntry> entries, CancellationToken cancellationToken)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(e => e.Kind == JobEntry.Inspection))
        {
            if (await metadata.Manifests.FindAsync(RepositoryName.Parse(entry.Subject!.Split('@')[0]), Digest.Parse(entry.Id), cancellationToken) is not null) there.Add(entry.Id);
        }
        return there;
    }

    private async Task<IResult> ChangeAsync(HttpContext http)
    {
        http.Require(Permission.Administer);
        if (http.Field("do") != "retry") throw new BadHttpRequestException("the form asks for nothing that is known here");
        try
        {
            await jobs.RetryAsync(http, http.Field("name"));
            return LoginEndpoints.SeeOther(http, Page + "?state=failed");
        }
        catch (OciException e) when (e.Error.Status is 404 or 409)
        {
            return await ShowAsync(http, e.Message, e.Error.Status);
        }
    }
}
