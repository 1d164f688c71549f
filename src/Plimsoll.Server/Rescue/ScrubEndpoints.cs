using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Scrubbing;

namespace Plimsoll.Server.Rescue;

/// <summary>A scrub to be run.</summary>
/// <param name="Rate">Bytes in a second; missing for the setting, 0 for no limit.</param>
/// <param name="RepairFrom">Address of a registry that damaged blobs are fetched from.</param>
/// <param name="DeleteOrphans">Delete objects that nothing leads to.</param>
/// <param name="User">Login at that registry; kept nowhere, so a scrub that a restart interrupts goes on without repairing.</param>
/// <param name="Password">Its password.</param>
internal sealed record ScrubWish(long? Rate, string? RepairFrom, bool? DeleteOrphans, string? User, string? Password);

/// <summary>Something that is wrong with what is stored.</summary>
internal sealed record FindingEntry(string Subject, string Kind, long Size, DateTimeOffset FoundAt, string Detail);

/// <summary><c>/api/v1/scrub</c>: for administrators.</summary>
internal static class ScrubEndpoints
{
    public static void MapScrub(this IEndpointRouteBuilder api)
    {
        var scrub = api.MapGroup("/scrub").WithTags("Rescue");
        scrub.MapGet("", GetAsync).WithSummary("The scrub that runs or ran last").Refuses(404);
        scrub.MapPost("", StartAsync).WithSummary("Begin a scrub").Refuses(400, 409);
        scrub.MapGet("/findings", ListAsync).WithSummary("What is missing, damaged or orphaned, in order of digest or key").AsList<FindingEntry>();
    }

    private static async Task<Ok<ScrubNotes>> GetAsync(HttpContext http, ScrubJob job)
    {
        http.Require(Permission.Administer);
        return TypedResults.Ok(await job.ReadAsync(http.RequestAborted) ?? throw new OciException(RescueError.Unknown, "no scrub has run yet"));
    }

    private static async Task<Accepted<ScrubNotes>> StartAsync(HttpContext http, ScrubJob job, AuditTrail audit, ScrubWish wish)
    {
        http.Require(Permission.Administer);
        if (wish.Rate < 0) throw new OciException(RescueError.Invalid, "'rate' is a number of bytes, 0 for no limit");
        var request = new ScrubRequest { Rate = wish.Rate, RepairFrom = wish.RepairFrom, DeleteOrphans = wish.DeleteOrphans == true };
        var asked = audit.Describe(http, http.Caller(), "scrub", "ok") with { Detail = Describe(request) };
        var notes = await job.StartAsync(request, wish.User, wish.Password, asked, http.RequestAborted);
        return TypedResults.Accepted("/api/v1/scrub", notes);
    }

    private static async Task<Page<FindingEntry>> ListAsync(
        HttpContext http,
        IMetadataStore metadata,
        [Description("Only those behind this subject")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        var page = PageRequest.Of(http, n);
        var findings = await metadata.Scrub.ListFindingsAsync(after, page.Count + 1, http.RequestAborted);
        return page.Page([.. findings.Select(f => new FindingEntry(f.Subject, f.Kind.ToString().ToLowerInvariant(), f.Size, f.FoundAt, f.Detail))], "after", f => f.Subject);
    }

    private static string Describe(ScrubRequest request) =>
        "begun" + (request.RepairFrom is { } from ? $", repairing from {from}" : "") + (request.DeleteOrphans ? ", deleting orphans" : "");
}
