using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Api.Operations;

/// <summary><c>/api/v1/jobs</c>: work in the background, for administrators.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Operations");
        jobs.MapGet("", ListAsync).WithSummary("Work in the background: runs, newest first, then images that wait to be opened, are being opened, or could not be").AsList<JobEntry>();
        jobs.MapPost("/{id}/retry", RetryAsync).WithSummary("Try something that failed again, with all its attempts before it").Refuses(404, 409);
    }

    private static Task<Page<JobEntry>> ListAsync(
        HttpContext http,
        JobListing jobs,
        [Description("Exact kind, such as inspection or count-storage")] string? kind,
        [Description("waiting, running, done or failed")] string? state,
        [Description("Where to go on; from the link to the next page")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        return jobs.ListAsync(PageRequest.Of(http, n), Given(kind), Given(state), after, http.RequestAborted);
    }

    private static async Task<Accepted> RetryAsync(HttpContext http, JobListing jobs, string id)
    {
        http.Require(Permission.Administer);
        await jobs.RetryAsync(http, id);
        return TypedResults.Accepted("/api/v1/jobs");
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
