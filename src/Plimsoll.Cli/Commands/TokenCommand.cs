using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll token</c>: your own access tokens.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var command = new Command("token", "Make and revoke your own access tokens.");
        var api = new ApiOptions(command);
        var name = new Argument<string>("NAME") { Description = "What to call it" };
        var id = new Argument<string>("ID") { Description = "Id of the token" };
        var paths = new Option<string[]>("--path") { Description = "Path pattern to limit it to, such as 'shop/**'; may be repeated", HelpName = "PATH" };
        var permissions = new Option<string[]>("--permission") { Description = "Limit it to pull, push, delete, manage, audit or administer; may be repeated", HelpName = "NAME" };
        var days = new Option<int?>("--days") { Description = "Days until it expires. Default: 90", HelpName = "DAYS" };
        command.Add(ApiVerb.Create("create", "Make a token, with all your rights or some.", "plimsoll token create laptop --path 'shop/**' --permission pull", api, v => AddAsync(v, new JsonObject
        {
            ["name"] = v.Get(name),
            ["paths"] = ApiVerb.Texts(v.Get(paths)),
            ["permissions"] = ApiVerb.Texts(v.Get(permissions)),
            ["days"] = v.Get(days),
        }), name, paths, permissions, days));
        command.Add(ApiVerb.Create("list", "List your tokens.", "plimsoll token list", api, v => v.PrintListAsync(
            "tokens", ["ID", "NAME", "MADE", "EXPIRES", "LAST USED", "PATHS", "PERMISSIONS"],
            t => [t.Text("id"), t.Text("name"), t.Day("createdAt"), t.Day("expiresAt"), t.Day("lastUsedAt"), t.Text("paths"), t.Text("permissions")])));
        command.Add(ApiVerb.Create("revoke", "End a token, at once.", "plimsoll token revoke 0197…", api, v => RevokeAsync(v, v.Get(id)!), id));
        return command;
    }

    private static async Task AddAsync(ApiVerb verb, JsonObject wish) => await verb.PrintSecretAsync((await verb.SendAsync(HttpMethod.Post, "tokens", wish))!, $"Token '{wish["name"]}' is made.");

    private static async Task RevokeAsync(ApiVerb verb, string id)
    {
        await verb.SendAsync(HttpMethod.Delete, "tokens/" + ApiVerb.Part(id));
        await verb.PrintAsync(null, $"Token {id} is revoked.");
    }
}
