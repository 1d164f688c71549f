namespace Plimsoll.Server.Pages.Accounts;

/// <summary>A page of accounts: it shows what there is, and its forms come back to it.</summary>
internal interface IAccountPage
{
    /// <summary>The page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="outcome">What the form came to, for which the page is shown again.</param>
    /// <param name="status">The HTTP status.</param>
    Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status);

    /// <summary>Does what a form asks for; the secret that it made, to be shown this once.</summary>
    Task<ShownSecret?> ChangeAsync(HttpContext http);
}
