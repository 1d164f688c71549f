using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Identities;

/// <summary>A role that is bound to somebody on a path.</summary>
/// <param name="Id">Number of the grant.</param>
/// <param name="Subject">user:NAME, robot:NAME, group:NAME, anonymous or authenticated.</param>
/// <param name="Role">reader, writer, maintainer, owner, auditor or admin.</param>
/// <param name="Path">Path pattern.</param>
/// <param name="CreatedAt">When it was granted.</param>
/// <param name="CreatedBy">Who granted it.</param>
internal sealed record GrantEntry(long Id, string Subject, string Role, string Path, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static GrantEntry Of(GrantRecord g) => new(g.Id, g.Subject, g.Role, g.Path, g.CreatedAt, g.CreatedBy);
}

/// <summary>A grant to be made.</summary>
/// <param name="Subject">user:NAME, robot:NAME, group:NAME, anonymous or authenticated.</param>
/// <param name="Role">reader, writer, maintainer, owner, auditor or admin.</param>
/// <param name="Path">Path pattern, such as <c>shop/**</c>.</param>
internal sealed record GrantWish(string? Subject, string? Role, string? Path);

/// <summary><c>/api/v1/grants</c>: for owners inside their paths and for administrators.</summary>
internal static class GrantEndpoints
{
    public static void MapGrants(this IEndpointRouteBuilder api)
    {
        var grants = api.MapGroup("/grants").WithTags("Grants");
        grants.MapGet("", List).WithSummary("Grants on paths that you manage, in order of number").AsList<GrantEntry>();
        grants.MapPost("", AddAsync).WithSummary("Bind a role to somebody on a path").Refuses(404, 409);
        grants.MapDelete("/{id:long}", RemoveAsync).WithSummary("Take a grant back; it ends at once, also for tokens under way").Refuses(404, 409);
    }

    private static Page<GrantEntry> List(
        HttpContext http,
        Grants grants,
        [Description("Only grants to this subject")] string? subject,
        [Description("Only grants on exactly this path pattern")] string? path,
        [Description("Only grants behind this number")] long? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "list grants");
        var page = PageRequest.Of(http, n);
        var found = grants.Visible(http.Caller()).Where(g => g.Id > (after ?? 0) && (string.IsNullOrEmpty(subject) || g.Subject == subject) && (string.IsNullOrEmpty(path) || g.Path == path));
        return page.Page([.. found.Take(page.Count + 1).Select(GrantEntry.Of)], "after", g => g.Id.ToString());
    }

    private static async Task<Created<GrantEntry>> AddAsync(HttpContext http, Grants grants, GrantWish wish)
    {
        var grant = await grants.AddAsync(http, wish.Subject, wish.Role, wish.Path);
        return TypedResults.Created($"/api/v1/grants/{grant.Id}", GrantEntry.Of(grant));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Grants grants, long id)
    {
        await grants.RemoveAsync(http, id);
        return TypedResults.NoContent();
    }
}
