using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Forms;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>Something that is shown this once.</summary>
/// <param name="What">What it is, such as <c>Token 'laptop'</c>.</param>
/// <param name="Login">The name that goes with it.</param>
/// <param name="Value">The secret.</param>
/// <param name="Until">When it ends; null for never.</param>
internal sealed record ShownSecret(string What, string Login, string Value, DateTimeOffset? Until);

/// <summary>What a form came to, for the page that is shown after it.</summary>
/// <param name="Problem">Why it did not work.</param>
/// <param name="Secret">What it made and is shown this once.</param>
internal sealed record Outcome(string? Problem, ShownSecret? Secret)
{
    /// <summary>There was no form.</summary>
    public static Outcome None { get; } = new(null, null);
}

/// <summary>Runs the changes of account pages.</summary>
internal static class AccountForm
{
    /// <summary>Maps a page and the forms on it.</summary>
    public static void MapAccountPage<TPage>(this IEndpointRouteBuilder pages, string path)
        where TPage : IAccountPage
    {
        var page = pages.ServiceProvider.GetRequiredService<TPage>();
        // As delegates, because a lambda of one HttpContext would be taken for a handler whose result nobody writes.
        pages.MapGet(path, (Delegate)((HttpContext http) => page.ShowAsync(http, Outcome.None, StatusCodes.Status200OK)));
        pages.MapPost(path, (Delegate)((HttpContext http) => RunAsync(http, path, () => page.ChangeAsync(http), (outcome, status) => page.ShowAsync(http, outcome, status))));
    }

    /// <summary>
    /// Runs a change. When it works, the page is loaded anew; when it makes a secret or is refused for what was entered, the page comes back with that.
    /// Refusals for lack of rights go on to the page for those.
    /// </summary>
    public static async Task<IResult> RunAsync(HttpContext http, string page, Func<Task<ShownSecret?>> change, Func<Outcome, int, Task<IResult>> show)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "change accounts");
        try
        {
            if (await change() is not { } secret) return LoginEndpoints.SeeOther(http, page);
            // Neither the browser's cache nor its way back shall show it again.
            http.Response.Headers.CacheControl = "no-store";
            return await show(new Outcome(null, secret), StatusCodes.Status200OK);
        }
        catch (OciException e) when (e.Error.Status is 400 or 404 or 409)
        {
            return await show(new Outcome(e.Message, null), e.Error.Status);
        }
    }

    /// <summary>A form that no page has.</summary>
    public static BadHttpRequestException Unknown() => new("the form asks for nothing that is known here");

    /// <summary>A field, or null when it is empty.</summary>
    public static string? Optional(this HttpContext http, string name) => http.Field(name) is { Length: > 0 } text ? text : null;

    /// <summary>A field with several patterns, separated by spaces, commas or lines; null when it is empty.</summary>
    public static IReadOnlyList<string>? Patterns(this HttpContext http, string name) =>
        http.Field(name).Split([' ', ',', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } patterns ? patterns : null;

    /// <summary>A field with a number of days; null when it is none.</summary>
    public static int? Days(this HttpContext http) => int.TryParse(http.Field("days"), out var days) ? days : null;
}
