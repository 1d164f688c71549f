using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Identities;

/// <summary>A robot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Login">What it logs in as.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Paths">Path patterns that it never gets out of; missing for no bound.</param>
/// <param name="Disabled">True when it may not log in.</param>
/// <param name="Secrets">Its secrets, oldest first; only where one robot is asked for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
internal sealed record RobotEntry(
    string Name, string Login, string Description, IReadOnlyList<string>? Paths, bool Disabled, IReadOnlyList<CredentialEntry>? Secrets, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static RobotEntry Of(Account a, IReadOnlyList<CredentialRecord>? secrets = null) => new(
        a.Record.Name, a.Login, a.Record.Description, a.Record.Paths, a.Record.Disabled, secrets is null ? null : [.. secrets.Select(CredentialEntry.Of)], a.Record.CreatedAt, a.Record.CreatedBy);
}

/// <summary>A robot to be made.</summary>
/// <param name="Name">Lower-case letters and digits, with '.', '_', '-' between them.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Paths">Path patterns that it never gets out of; missing for no bound, which needs the rights for <c>**</c>.</param>
/// <param name="Role">Role bound on each of the paths; missing for none.</param>
/// <param name="Days">Days until its first secret expires: 1 to 366, 90 unless told.</param>
internal sealed record RobotWish(string? Name, string? Description, IReadOnlyList<string>? Paths, string? Role, int? Days);

/// <summary><c>/api/v1/robots</c>: for owners of the robot's paths and for administrators.</summary>
internal static class RobotEndpoints
{
    public static void MapRobots(this IEndpointRouteBuilder api)
    {
        var robots = api.MapGroup("/robots").WithTags("Robots");
        robots.MapGet("", List).WithSummary("Robots that you may manage, in order of name").AsList<RobotEntry>();
        robots.MapPost("", AddAsync).WithSummary("Make a robot with a first secret, which is shown once").Refuses(409);
        robots.MapGet("/{name}", GetAsync).WithSummary("A robot with its secrets").Refuses(404);
        robots.MapPatch("/{name}", ChangeAsync).WithSummary("Disable or enable a robot").Refuses(404);
        robots.MapDelete("/{name}", RemoveAsync).WithSummary("Remove a robot with its grants and secrets").Refuses(404);
        robots.MapPost("/{name}/secrets", AddSecretAsync).WithSummary("Make a further secret, which is shown once; two can be live").Refuses(404, 409);
        robots.MapDelete("/{name}/secrets/{id:guid}", RemoveSecretAsync).WithSummary("Revoke a secret").Refuses(404);
    }

    private static Page<RobotEntry> List(
        HttpContext http,
        AccountDirectory directory,
        [Description("Only robots behind this name")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "list robots");
        var page = PageRequest.Of(http, n);
        var robots = directory.Current.Accounts
            .Where(a => a.Record.Kind == PrincipalKind.Robot && string.CompareOrdinal(a.Record.Name, after) > 0 && Authority.MayManage(http.Caller(), a)).Take(page.Count + 1);
        return page.Page([.. robots.Select(r => RobotEntry.Of(r))], "after", r => r.Name);
    }

    private static async Task<Created<NewCredential>> AddAsync(HttpContext http, Robots robots, RobotWish wish)
    {
        var (robot, record, secret) = await robots.AddAsync(http, wish.Name, wish.Description, wish.Paths, wish.Role, wish.Days);
        return TypedResults.Created($"/api/v1/robots/{wish.Name}", new NewCredential(record.Id, robot.Login, secret, record.ExpiresAt));
    }

    private static async Task<Ok<RobotEntry>> GetAsync(HttpContext http, Robots robots, string name)
    {
        var robot = robots.Find(http, name);
        return TypedResults.Ok(RobotEntry.Of(robot, await robots.ListSecretsAsync(robot, http.RequestAborted)));
    }

    private static async Task<Ok<RobotEntry>> ChangeAsync(HttpContext http, Robots robots, string name, AccountState state)
    {
        await robots.SetDisabledAsync(http, name, state.Disabled ?? throw new OciException(AccountError.Invalid, "'disabled' is missing"));
        return TypedResults.Ok(RobotEntry.Of(robots.Find(http, name)));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Robots robots, string name)
    {
        await robots.RemoveAsync(http, name);
        return TypedResults.NoContent();
    }

    private static async Task<Created<NewCredential>> AddSecretAsync(HttpContext http, Robots robots, string name, CredentialWish wish)
    {
        var (record, secret) = await robots.AddSecretAsync(http, name, Limits.Check(wish.Name, wish.Paths, wish.Permissions, wish.Days));
        return TypedResults.Created($"/api/v1/robots/{name}", new NewCredential(record.Id, AccountName.LoginOf(PrincipalKind.Robot, name), secret, record.ExpiresAt));
    }

    private static async Task<NoContent> RemoveSecretAsync(HttpContext http, Robots robots, string name, Guid id)
    {
        await robots.RemoveSecretAsync(http, name, id);
        return TypedResults.NoContent();
    }
}
