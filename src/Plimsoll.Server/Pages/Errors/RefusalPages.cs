using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Pages.Errors;

/// <summary>What went wrong, and where to go from here.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Reason">In a sentence.</param>
/// <param name="Next">What to do now, in a sentence.</param>
/// <param name="Code">The code under which programs know it.</param>
internal sealed record Refusal(string Title, string Reason, string Next, string Code);

/// <summary>The pages for everything that does not work.</summary>
internal static class RefusalPages
{
    public static IResult NotFound() => Show(404, new Refusal("There is no such page", "The address may be mistyped, or what it showed was deleted.", "Look for it from the start page.", "NOT_FOUND"));

    public static IResult BadRequest(BadHttpRequestException e) => Show(e.StatusCode, new Refusal("The request cannot be read", Sentence(e.Message), "Go back and correct what you entered.", "BAD_REQUEST"));

    public static IResult Fault(string id) =>
        Show(500, new Refusal("Something broke in the server", $"The server's log has it under id {id}.", "Try again; if it stays, give that id to whoever runs this server.", OciError.Unknown.Code));

    public static IResult Of(OciException refusal)
    {
        var (title, next) = refusal.Error.Status switch
        {
            401 => ("You are not logged in", "Log in and try again."),
            403 => ("You may not see or do this", "Ask an owner of the repository or an administrator for the right."),
            404 => ("This is not here", "It may have been deleted; the history of the repository's tags says when and by whom."),
            429 => ("Too many attempts", "Wait a little and try again."),
            503 => ("The storage does not answer", "Wait a little and try again; if it stays, tell whoever runs this server."),
            _ => ("This does not work", "Go back and correct what you entered."),
        };
        return Show(refusal.Error.Status, new Refusal(title, Sentence(refusal.Message), next, refusal.Error.Code));
    }

    private static PageResult<RefusalPage, Refusal> Show(int status, Refusal refusal) => new(refusal, status);

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' or '!' ? "" : ".");
}
