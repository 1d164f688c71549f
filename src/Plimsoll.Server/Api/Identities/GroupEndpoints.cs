using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Api.Identities;

/// <summary>A group of users.</summary>
internal sealed record GroupEntry(string Name, string Description, IReadOnlyList<string> Members);

/// <summary>A group to be made.</summary>
internal sealed record GroupWish(string? Name, string? Description);

/// <summary><c>/api/v1/groups</c>: for administrators.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("", List).WithSummary("Groups with their members, in order of name").AsList<GroupEntry>();
        groups.MapPost("", AddAsync).WithSummary("Make a group").Refuses(409);
        groups.MapDelete("/{name}", RemoveAsync).WithSummary("Remove a group with its grants").Refuses(404, 409);
        groups.MapPut("/{name}/members/{user}", JoinAsync).WithSummary("Take a user into a group").Refuses(404, 409);
        groups.MapDelete("/{name}/members/{user}", LeaveAsync).WithSummary("Take a user out of a group").Refuses(404, 409);
    }

    private static Page<GroupEntry> List(
        HttpContext http,
        AccountDirectory directory,
        [Description("Only groups behind this name")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        var page = PageRequest.Of(http, n);
        var snapshot = directory.Current;
        var groups = snapshot.Groups.Where(g => string.CompareOrdinal(g.Name, after) > 0).Take(page.Count + 1)
            .Select(g => new GroupEntry(g.Name, g.Description, [.. g.Members.Select(m => snapshot.Find(m)!.Login).Order(StringComparer.Ordinal)]));
        return page.Page([.. groups], "after", g => g.Name);
    }

    private static async Task<Created> AddAsync(HttpContext http, Groups groups, GroupWish wish)
    {
        await groups.AddAsync(http, wish.Name, wish.Description);
        return TypedResults.Created($"/api/v1/groups/{wish.Name}");
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Groups groups, string name)
    {
        await groups.RemoveAsync(http, name);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> JoinAsync(HttpContext http, Groups groups, string name, string user)
    {
        await groups.AddMemberAsync(http, name, user);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LeaveAsync(HttpContext http, Groups groups, string name, string user)
    {
        await groups.RemoveMemberAsync(http, name, user);
        return TypedResults.NoContent();
    }
}
