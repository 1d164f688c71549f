using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Pages.Forms;

namespace Plimsoll.Server.Pages.Accounts;

/// <summary>A group as the page shows it.</summary>
internal sealed record GroupLine(string Name, string Description, IReadOnlyList<string> Members);

/// <summary>The groups.</summary>
internal sealed record GroupsModel(IReadOnlyList<GroupLine> Groups, Outcome Outcome);

/// <summary><c>/groups</c>: for administrators.</summary>
internal sealed class GroupAdministration(Groups groups, AccountDirectory directory) : IAccountPage
{
    private const string Page = "/groups";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapAccountPage<GroupAdministration>(Page);

    public Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status)
    {
        http.Require(Permission.Administer);
        var snapshot = directory.Current;
        var lines = snapshot.Groups.Select(g => new GroupLine(g.Name, g.Description, [.. g.Members.Select(m => snapshot.Find(m)?.Login).OfType<string>().Order(StringComparer.Ordinal)]));
        return Task.FromResult<IResult>(new PageResult<GroupsPage, GroupsModel>(new GroupsModel([.. lines], outcome), status));
    }

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        var name = http.Field("name");
        await (http.Field("do") switch
        {
            "add" => groups.AddAsync(http, name, http.Field("description")),
            "remove" => groups.RemoveAsync(http, name),
            "join" => groups.AddMemberAsync(http, name, http.Field("user")),
            "leave" => groups.RemoveMemberAsync(http, name, http.Field("user")),
            _ => throw AccountForm.Unknown(),
        });
        return null;
    }
}
