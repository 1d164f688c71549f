using Microsoft.AspNetCore.Http.Features;
using Plimsoll.Core;
using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Auth;

/// <summary>Who sent the request, for endpoints of the API and of pages, and what to say when they may not.</summary>
internal static class CallerOfRequest
{
    public static void SetCaller(this HttpContext http, Caller caller) => http.Features.Set(caller);

    public static Caller Caller(this HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    /// <summary>Lets the request go on only when the caller has the right.</summary>
    /// <exception cref="OciException">UNAUTHORIZED when a login may help, DENIED otherwise; both whether or not the repository exists.</exception>
    public static void Require(this HttpContext http, Permission permission, RepositoryName repository)
    {
        if (!http.Caller().May(permission, repository)) throw Refusal(http, $"{Verb(permission)} {repository}");
    }

    /// <summary>Lets the request go on only when the caller has the right where no repository is concerned.</summary>
    public static void Require(this HttpContext http, Permission permission)
    {
        if (!http.Caller().May(permission)) throw Refusal(http, permission == Permission.Administer ? "administer this server" : Verb(permission) + " all repositories");
    }

    public static OciException Refusal(HttpContext http, string what) => http.Caller() is { IsAnonymous: false } caller
        ? new OciException(OciError.Denied, $"'{caller.Name}' may not {what}; an owner or an administrator can grant it")
        : new OciException(OciError.Unauthorized, $"a login is needed to {what}");

    private static string Verb(Permission permission) => permission switch
    {
        Permission.Pull => "read",
        Permission.Push => "push to",
        Permission.Delete => "delete from",
        Permission.Manage => "manage",
        Permission.Audit => "read the events of",
        Permission.Monitor => "read the metrics of",
        _ => "administer",
    };
}
