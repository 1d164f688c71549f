using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll user</c>: accounts of people.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var command = new Command("user", "Make and change the accounts of people.");
        var api = new ApiOptions(command);
        var name = new Argument<string>("NAME") { Description = "Name of the user" };
        var anyName = new Argument<string?>("NAME") { Description = "Name of the user; yourself without", Arity = ArgumentArity.ZeroOrOne };
        var description = new Option<string?>("--description") { Description = "What the account is for", HelpName = "TEXT" };
        var stdin = new Option<bool>("--new-password-stdin") { Description = "Read the new password from standard input. Default: one is made and shown once" };
        command.Add(ApiVerb.Create("add", "Make a user.", "plimsoll user add jane", api, v => AddAsync(v, v.Get(name)!, v.Get(description), v.Get(stdin)), name, description, stdin));
        command.Add(ApiVerb.Create("list", "List the users.", "plimsoll user list --format json", api, ListAsync));
        command.Add(ApiVerb.Create("disable", "Shut a user out, at once.", "plimsoll user disable jane", api, v => SetDisabledAsync(v, v.Get(name)!, true), name));
        command.Add(ApiVerb.Create("enable", "Let a user in again.", "plimsoll user enable jane", api, v => SetDisabledAsync(v, v.Get(name)!, false), name));
        command.Add(ApiVerb.Create(
            "passwd", "Set the password of a user, or change your own; either ends the sessions.", "plimsoll user passwd jane", api, v => SetPasswordAsync(v, v.Get(anyName), v.Get(stdin)), anyName, stdin));
        command.Add(ApiVerb.Create("delete", "Remove a user with their grants and tokens.", "plimsoll user delete jane", api, v => RemoveAsync(v, v.Get(name)!), name));
        return command;
    }

    private static async Task AddAsync(ApiVerb verb, string name, string? description, bool fromInput)
    {
        var made = await verb.SendAsync(HttpMethod.Post, "users", new JsonObject { ["name"] = name, ["description"] = description, ["password"] = fromInput ? await ApiVerb.ReadLineAsync() : null });
        await PrintPasswordAsync(verb, made!, $"User {name} is made.", $"plimsoll grant add user:{name} reader 'PATH/**'");
    }

    private static Task ListAsync(ApiVerb verb) => verb.PrintListAsync("users", ["NAME", "STATE", "GROUPS", "MADE", "DESCRIPTION"],
        u => [u.Text("name"), u.State(), u.Text("groups"), u.Day("createdAt"), u.Text("description")]);

    private static async Task SetDisabledAsync(ApiVerb verb, string name, bool disabled)
    {
        var user = await verb.SendAsync(HttpMethod.Patch, "users/" + ApiVerb.Part(name), new JsonObject { ["disabled"] = disabled });
        await verb.PrintAsync(user, $"User {name} is {(disabled ? "disabled" : "enabled")}.");
    }

    private static async Task SetPasswordAsync(ApiVerb verb, string? name, bool fromInput)
    {
        if (name is null)
        {
            var replacement = await ApiVerb.ReadLineAsync();
            await verb.SendAsync(HttpMethod.Put, "me/password", new JsonObject { ["current"] = verb.Password, ["password"] = replacement });
            await verb.PrintAsync(null, "Your password is changed; your sessions are ended.");
            return;
        }
        var set = await verb.SendAsync(HttpMethod.Put, $"users/{ApiVerb.Part(name)}/password", new JsonObject { ["password"] = fromInput ? await ApiVerb.ReadLineAsync() : null });
        await PrintPasswordAsync(verb, set!, $"The password of {name} is changed; their sessions are ended.", $"docker login {verb.Api.Host} --username '{name}'");
    }

    private static async Task RemoveAsync(ApiVerb verb, string name)
    {
        await verb.SendAsync(HttpMethod.Delete, "users/" + ApiVerb.Part(name));
        await verb.PrintAsync(null, $"User {name} is removed.");
    }

    private static Task PrintPasswordAsync(ApiVerb verb, JsonNode made, string done, string next) =>
        verb.PrintAsync(made, made["password"] is { } password ? $"{done}\nThe password is shown this once:\n\n    {password}\n\n{next}" : $"{done}\n{next}");
}
