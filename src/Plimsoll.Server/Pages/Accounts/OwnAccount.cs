using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>The caller's own account: tokens and password.</summary>
internal sealed record OwnAccountModel(string Name, IReadOnlyList<CredentialRecord> Tokens, Outcome Outcome);

/// <summary><c>/account</c>, which is <c>/tokens</c> too.</summary>
internal sealed class OwnAccount(AccessTokens tokens, Users users) : IAccountPage
{
    private const string Page = "/account";
    private const int MaxListed = 1000;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapAccountPage<OwnAccount>(Page);
        pages.MapGet("/tokens", () => Results.Redirect(Page));
    }

    public async Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "see your account");
        var found = await tokens.ListAsync(http, null, MaxListed);
        return new PageResult<OwnAccountPage, OwnAccountModel>(new OwnAccountModel(http.Caller().Name, found, outcome), status);
    }

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        switch (http.Field("do"))
        {
            case "add":
                var (record, token) = await tokens.AddAsync(http, Limits.Check(http.Field("label"), http.Patterns("paths"), PermissionsOf(http.Field("may")), http.Days()));
                return new ShownSecret($"Token '{record.Name}'", http.Caller().Name, token, record.ExpiresAt);
            case "revoke" when Guid.TryParse(http.Field("name"), out var id):
                await tokens.RemoveAsync(http, id);
                return null;
            case "password":
                // Passwords may begin or end with white space.
                await users.ChangeOwnPasswordAsync(http, http.Request.Form["current"], http.Request.Form["password"]);
                return null;
            default:
                throw AccountForm.Unknown();
        }
    }

    private static IReadOnlyList<string>? PermissionsOf(string choice) => choice switch
    {
        "pull" => ["pull"],
        "push" => ["pull", "push"],
        "delete" => ["pull", "push", "delete"],
        "all" => null,
        _ => throw new BadHttpRequestException("the form asks for rights that are not known here"),
    };
}
