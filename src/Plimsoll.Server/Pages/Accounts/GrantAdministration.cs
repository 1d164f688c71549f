using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>The grants that the caller may see.</summary>
/// <param name="Grants">The grants.</param>
/// <param name="Subjects">Whom a grant can be given to, as far as the caller may know.</param>
/// <param name="Outcome">What the last form came to.</param>
internal sealed record GrantsModel(IReadOnlyList<GrantRecord> Grants, IReadOnlyList<string> Subjects, Outcome Outcome);

/// <summary><c>/grants</c>: for owners inside their paths and for administrators.</summary>
internal sealed class GrantAdministration(Grants grants, AccountDirectory directory) : IAccountPage
{
    private const string Page = "/grants";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapAccountPage<GrantAdministration>(Page);

    public Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        if (http.Caller().IsAnonymous) throw CallerOfRequest.Refusal(http, "see grants");
        var snapshot = directory.Current;
        IEnumerable<string> subjects = http.Caller().May(Permission.Administer) ? [.. snapshot.Accounts.Select(a => a.Subject), .. snapshot.Groups.Select(g => "group:" + g.Name)] : [];
        return Task.FromResult<IResult>(new PageResult<GrantsPage, GrantsModel>(new GrantsModel([.. grants.Visible(http.Caller())], [.. subjects, "authenticated", "anonymous"], outcome), status));
    }

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        switch (http.Field("do"))
        {
            case "add":
                await grants.AddAsync(http, http.Field("subject"), http.Field("role"), http.Field("path"));
                return null;
            case "remove" when long.TryParse(http.Field("name"), out var id):
                await grants.RemoveAsync(http, id);
                return null;
            default:
                throw AccountForm.Unknown();
        }
    }
}
