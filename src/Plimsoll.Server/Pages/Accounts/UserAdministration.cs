using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>The users.</summary>
internal sealed record UsersModel(IReadOnlyList<Account> Users, Outcome Outcome);

/// <summary><c>/users</c>: for administrators.</summary>
internal sealed class UserAdministration(Users users, AccountDirectory directory) : IAccountPage
{
    private const string Page = "/users";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapAccountPage<UserAdministration>(Page);

    public Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        http.Require(Permission.Administer);
        var found = directory.Current.Accounts.Where(a => a.Record.Kind == PrincipalKind.User);
        return Task.FromResult<IResult>(new PageResult<UsersPage, UsersModel>(new UsersModel([.. found], outcome), status));
    }

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
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
                throw AccountForm.Unknown();
        }
    }

    private static ShownSecret? PasswordOf(string name, string? password) => password is null ? null : new ShownSecret($"Password of {name}", name, password, null);
}
