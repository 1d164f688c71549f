using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Retention;

namespace Plimsoll.Server.Api.Rules;

/// <summary>What retention would do with a tag, or with a manifest without one.</summary>
/// <param name="Reference">The tag or the digest.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="Kept">True when it stays.</param>
/// <param name="Reason">Why.</param>
/// <param name="PushedAt">When it was last pushed; missing when nobody knows.</param>
/// <param name="PulledAt">When it was last pulled; missing when never, as far as is known.</param>
internal sealed record RetentionEntry(string Reference, string Digest, bool Kept, string Reason, DateTimeOffset? PushedAt, DateTimeOffset? PulledAt)
{
    private static IEnumerable<RetentionEntry> Of(RetentionPlan plan) =>
        plan.Tags.Select(static v => new RetentionEntry(v.Subject.Tag.Value, v.Subject.Digest.Value, v.IsKept, v.Reason, v.Subject.PushedAt, v.Subject.PulledAt))
            .Concat(plan.Manifests.Select(static v => new RetentionEntry(v.Subject.Digest.Value, v.Subject.Digest.Value, v.IsKept, v.Reason, v.Subject.PushedAt, v.Subject.PulledAt)));

    /// <summary>The entries behind a reference: tags and then digests, which have a colon, as no tag has.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="only"><c>removed</c> or <c>kept</c> for only those.</param>
    /// <param name="after">The reference; null for all.</param>
    public static IEnumerable<RetentionEntry> Of(RetentionPlan plan, string? only, string? after) =>
        Of(plan).Where(e => (only != "removed" || !e.Kept) && (only != "kept" || e.Kept) && (string.IsNullOrEmpty(after) || IsBehind(e.Reference, after)));

    private static bool IsBehind(string reference, string after) => (reference.Contains(':'), after.Contains(':')) switch
    {
        (true, false) => true,
        (false, true) => false,
        _ => string.CompareOrdinal(reference, after) > 0,
    };
}

/// <summary>A run to be made.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Confirm">Carry it out however much would go.</param>
internal sealed record RetentionWish(string? Repository, bool? Confirm);

/// <summary><c>/api/v1/retention</c>: what would go and why, and making it go.</summary>
internal static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder api)
    {
        var retention = api.MapGroup("/retention").WithTags("Rules");
        retention.MapGet("", PlanAsync).WithSummary("What the retention rules would do in a repository, with the reason for each tag; changes nothing").AsList<RetentionEntry>().Refuses(404);
        retention.MapPost("/runs", RunAsync).WithSummary("Do it; refused when too much would go, unless that is confirmed").Refuses(404, 409);
    }

    private static async Task<Page<RetentionEntry>> PlanAsync(
        HttpContext http,
        RetentionRequest retention,
        [Description("The repository")] string repository,
        [Description("removed or kept for only those")] string? only,
        [Description("Only entries behind this reference")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        var plan = await retention.PlanAsync(RepositoryParameter.Readable(http, repository), http.RequestAborted);
        return page.Page([.. RetentionEntry.Of(plan, only, after).Take(page.Count + 1)], "after", e => e.Reference);
    }

    private static async Task<Ok<RetentionOutcome>> RunAsync(HttpContext http, RetentionRequest retention, RetentionWish wish) =>
        TypedResults.Ok(await retention.RunAsync(http, RepositoryParameter.Parse(wish.Repository), wish.Confirm == true));
}
