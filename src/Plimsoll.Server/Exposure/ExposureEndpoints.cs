using System.ComponentModel;
using Plimsoll.Server.Api.Advisories;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Exposure;

namespace Plimsoll.Server.Exposure;

/// <summary><c>/api/v1/exposure</c>: which images a vulnerability reaches, and who has them.</summary>
internal static class ExposureEndpoints
{
    private const string File = ".csv";
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static void MapExposure(this IEndpointRouteBuilder api)
    {
        api.MapGet("/exposure/{id}", GetAsync).WithTags("Exposure").WithSummary("The images that a vulnerability reaches, by any of its names: packages, layers, fixes, bases, who has them. CSV with .csv or format=csv")
            .Produces<ExposureAnswer>(StatusCodes.Status200OK, "application/json", "text/csv").Refuses();
        api.MapGet("/exposure/{id}/report", ReportAsync).WithTags("Exposure").WithSummary("What is needed in the first 24 hours, as HTML to print that needs no other file").Produces<string>(StatusCodes.Status200OK, "text/html").Refuses();
        api.MapGet("/exposure/{id}/pulls", PullsAsync).WithTags("Exposure").WithSummary("Who resolved or pulled images that a vulnerability reaches, the last ones first; for auditors and administrators").AsList<PullEntry>();
    }

    private static Task<IResult> ReportAsync(HttpContext http, ReportView reports, [Description("Identifier of the vulnerability")] string id) => reports.ShowAsync(http, id, isFile: true);

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ExposureSearch search,
        [Description("Identifier of the vulnerability, such as CVE-2021-44228; a file with .csv behind it")] string id,
        [Description("Where the page before ended")] string? after,
        [Description("Images of a page, 50 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var isFile = id.EndsWith(File, StringComparison.Ordinal) || Csv.IsWanted(http);
        var name = id.EndsWith(File, StringComparison.Ordinal) ? id[..^File.Length] : id;
        var page = PageRequest.Of(http, n ?? (isFile ? PageRequest.MaxCount : ExposureSearch.PageCount));
        var (answer, next) = await search.FindAsync(http.RequireAccount(), name, after, page.Count, http.RequestAborted);
        var link = page.Link("after", next);
        if (link is not null) http.Response.Headers.Link = $"<{link}>; rel=\"next\"";
        return isFile ? Results.Text(Csv.Write(ExposureLine.Of(answer)), "text/csv; charset=utf-8; header=present") : Results.Ok(answer with { Next = link });
    }

    private static async Task<Page<PullEntry>> PullsAsync(
        HttpContext http,
        ExposureSearch search,
        TimeProvider time,
        [Description("Identifier of the vulnerability")] string id,
        [Description("Not before this time (RFC 3339); a week ago unless told")] DateTimeOffset? since,
        [Description("Where the page before ended")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Audit);
        var page = PageRequest.Of(http, n);
        var (pulls, next) = await search.PullsAsync(id, since ?? time.GetUtcNow() - Week, after, page.Count, http.RequestAborted);
        return new Page<PullEntry>(pulls, page.Link("after", next));
    }
}
