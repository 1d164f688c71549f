using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Advisories;

/// <summary>A record in a list.</summary>
internal sealed record AdvisoryEntry(string Id, string Source, string? Part, string Feed, DateTimeOffset? Modified, bool Withdrawn);

/// <summary>A feed that was removed.</summary>
/// <param name="Feed">Its name.</param>
/// <param name="Removed">How many records went with it.</param>
internal sealed record RemovedFeed(string Feed, int Removed);

/// <summary><c>/api/v1/advisories</c>: reading is for everybody with an account, importing for administrators.</summary>
internal static class AdvisoryEndpoints
{
    private static readonly OciError Unknown = new("ADVISORY_UNKNOWN", "nothing is known under this identifier", StatusCodes.Status404NotFound);

    public static void MapAdvisories(this IEndpointRouteBuilder api)
    {
        var advisories = api.MapGroup("/advisories").WithTags("Advisories");
        advisories.MapGet("", FeedsAsync).WithSummary("The feeds: how old they are, how many records they have, what was wrong with them").AsList<FeedEntry>();
        advisories.MapPost("", ImportAsync).WithSummary("Import a file or archive of advisories, which is the body").Produces<JsonObject>().Refuses(413);
        advisories.MapDelete("", RemoveAsync).WithSummary("Forget a feed with all that it brought: one that was imported by mistake, or that nobody fetches any more").Refuses(404);
        advisories.MapGet("/records", SearchAsync).WithSummary("Records whose identifier begins with a text, in the order of identifiers").AsList<AdvisoryEntry>();
        advisories.MapGet("/problems", ProblemsAsync).WithSummary("What was wrong with the last reading of a feed").AsList<StoredProblem>();
        advisories.MapGet("/{id}", FindAsync).WithSummary("The records of an identifier, its own and those that name it, with KEV and EPSS").Produces<JsonObject>().Refuses(404);
    }

    /// <summary>Lets only those with an account go on.</summary>
    public static Caller RequireAccount(this HttpContext http) => http.Caller() is { IsAnonymous: false } caller ? caller : throw CallerOfRequest.Refusal(http, "read advisories");

    private static async Task<Page<FeedEntry>> FeedsAsync(HttpContext http, AdvisoryListing advisories, [Description("csv for CSV")] string? format) =>
        new(await advisories.FeedsAsync(http.RequireAccount(), http.RequestAborted), null);

    private static async Task<IResult> ImportAsync(
        HttpContext http,
        AdvisoryUpload upload,
        AuditTrail audit,
        [Description("Name of the file; some formats tell the release by it")] string? name,
        [Description("Name of the feed; missing for that of the database of each record")] string? feed,
        [Description("true when the file is all the feed has: what is not in it is removed")] bool? whole,
        [Description("true to remove even most of a feed")] bool? force)
    {
        http.Require(Permission.Administer);
        var file = name is { Length: > 0 } ? name : "upload";
        var request = new ImportRequest { Origin = file, Feed = string.IsNullOrWhiteSpace(feed) ? null : feed, IsWhole = whole == true, IsForced = force == true };
        var import = await upload.ReceiveAsync(http.Request.Body, file, request, http.RequestAborted);
        var detail = $"{import.Feeds.Sum(f => f.Read)} records, {import.ProblemCount} problems";
        await audit.AppendAsync(audit.Describe(http, http.Caller(), "import-advisories", "ok", reference: file) with { Detail = detail }, CancellationToken.None);
        return Results.Text(ImportReport.ToJson(import).ToJsonString(), "application/json");
    }

    private static async Task<Ok<RemovedFeed>> RemoveAsync(HttpContext http, IMetadataStore metadata, AuditTrail audit, [Description("Name of the feed")] string feed)
    {
        http.Require(Permission.Administer);
        var changes = await metadata.Advisories.RemoveFeedAsync(feed, http.RequestAborted) ?? throw new OciException(Unknown, $"there is no feed '{feed}'");
        await audit.AppendAsync(audit.Describe(http, http.Caller(), "remove-advisories", "ok", reference: feed) with { Detail = $"{changes.Removed} records" }, CancellationToken.None);
        return TypedResults.Ok(new RemovedFeed(feed, changes.Removed));
    }

    private static async Task<Page<AdvisoryEntry>> SearchAsync(
        HttpContext http,
        AdvisoryListing advisories,
        [Description("Beginning of the identifier")] string? q,
        [Description("Where to go on; from the link to the next page")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.RequireAccount();
        var page = PageRequest.Of(http, n);
        var found = await advisories.SearchAsync(q ?? "", AdvisoryCursor.Parse(after), page.Count + 1, http.RequestAborted);
        var shown = page.Page(found, "after", AdvisoryCursor.Format);
        return new([.. shown.Items.Select(name => new AdvisoryEntry(name.Id, name.Source, name.Part, name.Feed, name.Modified, name.IsWithdrawn))], shown.Next);
    }

    private static async Task<Page<StoredProblem>> ProblemsAsync(HttpContext http, IMetadataStore metadata, [Description("Name of the feed")] string feed, [Description("csv for CSV")] string? format)
    {
        http.RequireAccount();
        return new(await metadata.Advisories.ListProblemsAsync(feed, http.RequestAborted), null);
    }

    private static async Task<IResult> FindAsync(HttpContext http, AdvisoryListing advisories, string id)
    {
        http.RequireAccount();
        var details = await advisories.FindAsync(id, http.RequestAborted) ?? throw new OciException(Unknown, $"no feed has '{id}'");
        return Results.Text(details.ToJson().ToJsonString(), "application/json");
    }
}
