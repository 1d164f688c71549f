using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>The robots that the caller may manage.</summary>
internal sealed record RobotsModel(IReadOnlyList<Account> Robots, Outcome Outcome);

/// <summary>One robot with its secrets.</summary>
internal sealed record RobotModel(Account Robot, IReadOnlyList<CredentialRecord> Secrets, Outcome Outcome);

/// <summary><c>/robots</c>: for owners of the robot's paths and for administrators.</summary>
internal sealed class RobotAdministration(Robots robots, AccountDirectory directory) : IAccountPage
{
    private const string Page = "/robots";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapAccountPage<RobotAdministration>(Page);
        pages.MapGet(Page + "/{name}", (HttpContext http, RobotAdministration robots, string name) => robots.ShowOneAsync(http, name, Outcome.None, StatusCodes.Status200OK));
        pages.MapPost(Page + "/{name}", (HttpContext http, RobotAdministration robots, string name) =>
            AccountForm.RunAsync(http, $"{Page}/{name}", () => robots.ChangeOneAsync(http, name), (outcome, status) => robots.ShowOneAsync(http, name, outcome, status)));
    }

    public Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "manage robots");
        var found = directory.Current.Accounts.Where(a => a.Record.Kind == PrincipalKind.Robot && Authority.MayManage(http.Caller(), a));
        return Task.FromResult<IResult>(new PageResult<RobotsPage, RobotsModel>(new RobotsModel([.. found], outcome), status));
    }

    private async Task<IResult> ShowOneAsync(HttpContext http, string name, Outcome outcome, int status)
    {
        var robot = robots.Find(http, name);
        return new PageResult<RobotPage, RobotModel>(new RobotModel(robot, await robots.ListSecretsAsync(robot, http.RequestAborted), outcome), status);
    }

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        var name = http.Field("name");
        switch (http.Field("do"))
        {
            case "add":
                var (robot, record, secret) = await robots.AddAsync(http, name, http.Field("description"), http.Patterns("paths"), http.Optional("role"), http.Days());
                return new ShownSecret($"Secret of {robot.Login}", robot.Login, secret, record.ExpiresAt);
            case "remove":
                await robots.RemoveAsync(http, name);
                return null;
            default:
                throw AccountForm.Unknown();
        }
    }

    private async Task<ShownSecret?> ChangeOneAsync(HttpContext http, string name)
    {
        switch (http.Field("do"))
        {
            case "add-secret":
                var (record, secret) = await robots.AddSecretAsync(http, name, Limits.Check(http.Field("label"), null, null, http.Days()));
                return new ShownSecret($"Secret '{record.Name}'", AccountName.LoginOf(PrincipalKind.Robot, name), secret, record.ExpiresAt);
            case "revoke" when Guid.TryParse(http.Field("name"), out var id):
                await robots.RemoveSecretAsync(http, name, id);
                return null;
            case "disable":
                await robots.SetDisabledAsync(http, name, disabled: true);
                return null;
            case "enable":
                await robots.SetDisabledAsync(http, name, disabled: false);
                return null;
            default:
                throw AccountForm.Unknown();
        }
    }
}
