using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Rules;

namespace Plimsoll.Server.Api.Rules;

/// <summary>A rule that is for a repository.</summary>
/// <param name="Id">Number of the rule.</param>
/// <param name="Kind">retention, immutability or quota.</param>
/// <param name="Path">Its path pattern.</param>
/// <param name="Decides">True when it has a say here.</param>
/// <param name="Effect">What comes of it.</param>
internal sealed record RuleEffectEntry(long Id, string Kind, string Path, bool Decides, string Effect);

/// <summary><c>/api/v1/rules</c>: for owners inside their paths and for administrators.</summary>
internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder api)
    {
        var rules = api.MapGroup("/rules").WithTags("Rules");
        rules.MapGet("", ListAsync).WithSummary("Rules on paths that you manage or audit, with what is used of quotas").AsList<RuleEntry>();
        rules.MapGet("/explain", ExplainAsync).WithSummary("All rules for a repository, in the order in which they are asked, and what comes of each").AsList<RuleEffectEntry>();
        rules.MapPost("", AddAsync).WithSummary("Make a rule; it holds at once").Refuses(409);
        rules.MapDelete("/{id:long}", RemoveAsync).WithSummary("Remove a rule").Refuses(404);
    }

    private static async Task<Page<RuleEntry>> ListAsync(
        HttpContext http,
        PathRules rules,
        [Description("Only this kind: retention, immutability or quota")] string? kind,
        [Description("Only rules on exactly this path pattern")] string? path,
        [Description("Only rules behind this number")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        var found = (await rules.VisibleAsync(http)).Select(RuleEntry.Of)
            .Where(r => r.Id > (after ?? 0) && (string.IsNullOrEmpty(kind) || r.Kind == kind) && (string.IsNullOrEmpty(path) || r.Path == path));
        return page.Page([.. found.Take(page.Count + 1)], "after", r => r.Id.ToString());
    }

    private static async Task<Page<RuleEffectEntry>> ExplainAsync(
        HttpContext http,
        PathRules rules,
        [Description("The repository")] string repository,
        [Description("A tag, to say which rule makes it immutable")] string? tag,
        [Description("csv for CSV")] string? format)
    {
        Tag? one = string.IsNullOrEmpty(tag) ? null : Tag.TryParse(tag, out var parsed) ? parsed : throw new OciException(OciError.TagInvalid);
        var effects = await rules.ExplainAsync(RepositoryParameter.Readable(http, repository), one, http.RequestAborted);
        return new Page<RuleEffectEntry>([.. effects.Select(e => new RuleEffectEntry(e.Record.Rule.Id, RuleEntry.NameOf(e.Record.Rule.Terms.Kind), e.Record.Rule.Path.Value, e.Decides, e.Effect))], null);
    }

    private static async Task<Created<RuleEntry>> AddAsync(HttpContext http, PathRules rules, RuleWish wish)
    {
        var made = await rules.AddAsync(http, wish.Path, wish.Locked == true, wish.ToTerms());
        return TypedResults.Created($"/api/v1/rules/{made.Rule.Id}", RuleEntry.Of(made));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, PathRules rules, long id)
    {
        await rules.RemoveAsync(http, id);
        return TypedResults.NoContent();
    }
}
