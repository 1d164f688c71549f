using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>The users.</summary>
internal sealed record UsersModel(IReadOnlyList<Account> Users, Outcome Outcome);

/// <summary><c>/users</c>: for administrators.</summary>
internal sealed class UserAdministration(Users users, AccountDirectory directory)
{
    private const string Page = "/users";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, UserAdministration users) => users.ShowAsync(http, Outcome.None, StatusCodes.Status200OK));
        pages.MapPost(Page, (HttpContext http, UserAdministration users) => AccountForm.RunAsync(http, Page, () => users.ChangeAsync(http), (outcome, status) => users.ShowAsync(http, outcome, status)));
    }

    private Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        http.Require(Permission.Administer);
        var found = directory.Current.Accounts.Where(a => a.Record.Kind == PrincipalKind.User);
        return Task.FromResult<IResult>(new PageResult<UsersPage, UsersModel>(new UsersModel([.. found], outcome), status));
    }

    private async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        var name = http.Field("name");
        switch (http.Field("do"))
        {
            case "add":
                return PasswordOf(name, await users.AddAsync(http, name, null, http.Field("description")));
            case "password":
                return PasswordOf(name, await users.SetPasswordAsync(http, name, null));
            case "disable":
                await users.SetDisabledAsync(http, name, disabled: true);
                return null;
            case "enable":
                await users.SetDisabledAsync(http, name, disabled: false);
                return null;
            case "remove":
                await users.RemoveAsync(http, name);
                return null;
            default:
                throw new BadHttpRequestException("the form asks for nothing that is known here");
        }
    }

    private static ShownSecret? PasswordOf(string name, string? password) => password is null ? null : new ShownSecret($"Password of {name}", name, password, null);
}
