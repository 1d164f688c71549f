using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Pages.Forms;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>The login form.</summary>
/// <param name="Next">Where to go on afterwards.</param>
/// <param name="Name">The name that was entered.</param>
/// <param name="Refusal">Why it did not work; null at the first time.</param>
internal sealed record LoginModel(string Next, string Name, string? Refusal);

/// <summary>Logging in and out.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/login", Show);
        pages.MapPost("/login", LoginAsync);
        pages.MapPost("/logout", LogoutAsync);
    }

    private static IResult Show(HttpContext http, string? next)
    {
        var target = LocalPath.OrStart(next);
        return http.Caller().IsAnonymous ? new PageResult<LoginPage, LoginModel>(new LoginModel(target, "", null)) : Results.Redirect(target);
    }

    private static async Task<IResult> LoginAsync(HttpContext http, LoginSessions sessions)
    {
        var (name, target) = (http.Field("name"), LocalPath.OrStart(http.Field("next")));
        // A password may begin or end with white space.
        var outcome = await sessions.LoginAsync(http, name, http.Request.Form["password"].ToString(), http.RequestAborted);
        switch (outcome)
        {
            case LoginOutcome.LoggedIn:
                return SeeOther(http, target);
            case LoginOutcome.Throttled(var seconds):
                http.Response.Headers.RetryAfter = seconds.ToString();
                return Refuse(StatusCodes.Status429TooManyRequests, $"Too many wrong passwords. Try again in {seconds} seconds.");
            default:
                return Refuse(StatusCodes.Status403Forbidden, "That name and password do not fit together.");
        }

        IResult Refuse(int status, string reason) => new PageResult<LoginPage, LoginModel>(new LoginModel(target, name, reason), status);
    }

    private static async Task<IResult> LogoutAsync(HttpContext http, LoginSessions sessions)
    {
        await sessions.LogoutAsync(http, http.RequestAborted);
        return SeeOther(http, "/login");
    }

    /// <summary>After a form comes a GET (RFC 9110, 15.4.4), so that loading the page again sends nothing twice.</summary>
    public static IResult SeeOther(HttpContext http, string target)
    {
        http.Response.Headers.Location = target;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
