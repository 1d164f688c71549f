using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll group</c>: users who have the same rights.</summary>
internal static class GroupCommand
{
    public static Command Create()
    {
        var command = new Command("group", "Make groups of users and change who is in them.");
        var api = new ApiOptions(command);
        var name = new Argument<string>("NAME") { Description = "Name of the group" };
        var user = new Argument<string>("USER") { Description = "Name of the user" };
        var description = new Option<string?>("--description") { Description = "What the group is for", HelpName = "TEXT" };
        command.Add(ApiVerb.Create("add", "Make a group.", "plimsoll group add shop-team", api, v => AddAsync(v, v.Get(name)!, v.Get(description)), name, description));
        command.Add(ApiVerb.Create("list", "List the groups and who is in them.", "plimsoll group list", api, ListAsync));
        command.Add(ApiVerb.Create("join", "Take a user into a group.", "plimsoll group join shop-team jane", api, v => ChangeAsync(v, HttpMethod.Put, v.Get(name)!, v.Get(user)!, "is in"), name, user));
        command.Add(ApiVerb.Create("leave", "Take a user out of a group.", "plimsoll group leave shop-team jane", api, v => ChangeAsync(v, HttpMethod.Delete, v.Get(name)!, v.Get(user)!, "is no longer in"), name, user));
        command.Add(ApiVerb.Create("delete", "Remove a group with its grants.", "plimsoll group delete shop-team", api, v => RemoveAsync(v, v.Get(name)!), name));
        return command;
    }

    private static async Task AddAsync(ApiVerb verb, string name, string? description)
    {
        await verb.SendAsync(HttpMethod.Post, "groups", new JsonObject { ["name"] = name, ["description"] = description });
        await verb.PrintAsync(null, $"Group {name} is made.\nplimsoll group join {name} USER");
    }

    private static Task ListAsync(ApiVerb verb) => verb.PrintListAsync("groups", ["NAME", "MEMBERS", "DESCRIPTION"], g => [g.Text("name"), g.Text("members"), g.Text("description")]);

    private static async Task ChangeAsync(ApiVerb verb, HttpMethod method, string name, string user, string done)
    {
        await verb.SendAsync(method, $"groups/{ApiVerb.Part(name)}/members/{ApiVerb.Part(user)}");
        await verb.PrintAsync(null, $"{user} {done} {name}.");
    }

    private static async Task RemoveAsync(ApiVerb verb, string name)
    {
        await verb.SendAsync(HttpMethod.Delete, "groups/" + ApiVerb.Part(name));
        await verb.PrintAsync(null, $"Group {name} is removed.");
    }
}
