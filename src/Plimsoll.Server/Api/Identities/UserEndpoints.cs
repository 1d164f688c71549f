using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Identities;

/// <summary>A user.</summary>
internal sealed record UserEntry(string Name, string Description, bool Disabled, IReadOnlyList<string> Groups, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static UserEntry Of(Account a) => new(a.Record.Name, a.Record.Description, a.Record.Disabled, a.Groups, a.Record.CreatedAt, a.Record.CreatedBy);
}

/// <summary>A user to be made.</summary>
/// <param name="Name">Lower-case letters and digits, with '.', '_', '-' between them.</param>
/// <param name="Password">8 to 256 characters; missing to have one made.</param>
/// <param name="Description">What the account is for.</param>
internal sealed record UserWish(string? Name, string? Password, string? Description);

/// <summary>A password to be set; missing to have one made.</summary>
internal sealed record PasswordWish(string? Password);

/// <summary>A user and, where one was made, the password, shown this once.</summary>
internal sealed record UserPassword(string Name, string? Password);

/// <summary><c>/api/v1/users</c>: for administrators.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("", List).WithSummary("Users, in order of name").AsList<UserEntry>();
        users.MapPost("", AddAsync).WithSummary("Make a user; without a password one is made and shown once").Refuses(409);
        users.MapGet("/{name}", Get).WithSummary("A user").Refuses(404);
        users.MapPatch("/{name}", ChangeAsync).WithSummary("Disable or enable a user; disabling ends sessions and refresh tokens at once").Refuses(404, 409);
        users.MapPut("/{name}/password", SetPasswordAsync).WithSummary("Set a user's password, which ends their sessions").Refuses(404);
        users.MapDelete("/{name}", RemoveAsync).WithSummary("Remove a user with their grants and tokens").Refuses(404, 409);
    }

    private static Page<UserEntry> List(
        HttpContext http,
        AccountDirectory directory,
        [Description("Only users behind this name")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        var page = PageRequest.Of(http, n);
        var users = directory.Current.Accounts.Where(a => a.Record.Kind == PrincipalKind.User && string.CompareOrdinal(a.Record.Name, after) > 0).Take(page.Count + 1);
        return page.Page([.. users.Select(UserEntry.Of)], "after", u => u.Name);
    }

    private static async Task<Created<UserPassword>> AddAsync(HttpContext http, Users users, UserWish wish)
    {
        var password = await users.AddAsync(http, wish.Name, wish.Password, wish.Description);
        return TypedResults.Created($"/api/v1/users/{wish.Name}", new UserPassword(wish.Name!, password));
    }

    private static Ok<UserEntry> Get(HttpContext http, Users users, string name)
    {
        http.Require(Permission.Administer);
        return TypedResults.Ok(UserEntry.Of(users.Find(name)));
    }

    private static async Task<Ok<UserEntry>> ChangeAsync(HttpContext http, Users users, string name, AccountState state)
    {
        await users.SetDisabledAsync(http, name, state.Disabled ?? throw new OciException(AccountError.Invalid, "'disabled' is missing"));
        return TypedResults.Ok(UserEntry.Of(users.Find(name)));
    }

    private static async Task<Ok<UserPassword>> SetPasswordAsync(HttpContext http, Users users, string name, PasswordWish wish) =>
        TypedResults.Ok(new UserPassword(name, await users.SetPasswordAsync(http, name, wish.Password)));

    private static async Task<NoContent> RemoveAsync(HttpContext http, Users users, string name)
    {
        await users.RemoveAsync(http, name);
        return TypedResults.NoContent();
    }
}
