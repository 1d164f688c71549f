using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Identities;

/// <summary>Who you are, as far as the server knows.</summary>
/// <param name="Name">What you log in as, or anonymous.</param>
/// <param name="Kind">user, robot or anonymous.</param>
/// <param name="AuthKind">How you proved it: basic, bearer, session, token:ID or none.</param>
/// <param name="Limited">True when the credential carries less than the rights of the account.</param>
/// <param name="Groups">Groups that you are in.</param>
/// <param name="Grants">Roles that you have, by yourself, by groups, or as everybody.</param>
internal sealed record Me(string Name, string Kind, string AuthKind, bool Limited, IReadOnlyList<string> Groups, IReadOnlyList<GrantEntry> Grants);

/// <summary>A change of one's own password.</summary>
internal sealed record OwnPasswordWish(string? Current, string? Password);

/// <summary><c>/api/v1/me</c>.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Me");
        me.MapGet("", Get).WithSummary("Who you are and which roles you have").Refuses();
        me.MapPut("/password", ChangePasswordAsync).WithSummary("Change your password, which ends your sessions").Refuses(429);
    }

    private static Ok<Me> Get(HttpContext http, AccountDirectory directory)
    {
        var caller = (IdentityCaller)http.Caller();
        var subjects = caller.Account is { } account ? (string[])[account.Subject, .. account.Groups.Select(g => "group:" + g), "authenticated", "anonymous"] : ["anonymous"];
        var grants = directory.Current.Grants.Where(g => subjects.Contains(g.Subject)).Select(GrantEntry.Of);
        var kind = caller.Account?.Record.Kind switch { PrincipalKind.User => "user", PrincipalKind.Robot => "robot", _ => "anonymous" };
        return TypedResults.Ok(new Me(caller.Name, kind, caller.AuthKind, !caller.IsUnlimited || caller.Account?.Bounds is not null, caller.Account?.Groups ?? [], [.. grants]));
    }

    private static async Task<NoContent> ChangePasswordAsync(HttpContext http, Users users, OwnPasswordWish wish)
    {
        await users.ChangeOwnPasswordAsync(http, wish.Current, wish.Password);
        return TypedResults.NoContent();
    }
}
