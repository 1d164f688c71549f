using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll hold</c>: what retention and collection leave alone.</summary>
internal static class HoldCommand
{
    public static Command Create()
    {
        var command = new Command("hold", "Hold tags and manifests against retention and collection.");
        var api = new ApiOptions(command);
        var image = new Argument<string>("REF") { Description = "repository:tag, whatever it will point at, or repository@digest, under whatever tags" };
        var repository = new Argument<string>("REPOSITORY") { Description = "Name of a repository" };
        var id = new Argument<long>("ID") { Description = "Number of the hold" };
        var reason = new Option<string>("--reason") { Description = "Why", HelpName = "TEXT", Required = true };
        var days = new Option<int?>("--days") { Description = "Days until it ends. Default: never", HelpName = "DAYS" };
        command.Add(ApiVerb.Create("add", "Hold something.", "plimsoll hold add shop/api:v1.2.0 --reason 'audit 2026'", api, v => AddAsync(v, v.Get(image)!, v.Get(reason)!, v.Get(days)), image, reason, days));
        command.Add(ApiVerb.Create("list", "List the holds in a repository.", "plimsoll hold list shop/api", api, v => ListAsync(v, v.Get(repository)!), repository));
        command.Add(ApiVerb.Create("remove", "Let go of it.", "plimsoll hold remove 5", api, v => RemoveAsync(v, v.Get(id)), id));
        return command;
    }

    private static async Task AddAsync(ApiVerb verb, string image, string reason, int? days)
    {
        var hold = await verb.SendAsync(HttpMethod.Post, "holds", new JsonObject { ["image"] = image, ["reason"] = reason, ["days"] = days });
        await verb.PrintAsync(hold, $"{image} is held: {reason}.\nplimsoll hold remove {hold!["id"]}");
    }

    private static Task ListAsync(ApiVerb verb, string repository) => verb.PrintListAsync(
        $"holds?repository={ApiVerb.Part(repository)}", [">ID", "KIND", "WHAT", "REASON", "BY", "MADE", "ENDS"],
        h => [h.Text("id"), h.Text("kind"), h.Text("tag") + h.Text("digest"), h.Text("reason"), h.Text("createdBy"), h.Day("createdAt"), h.Day("expiresAt")]);

    private static async Task RemoveAsync(ApiVerb verb, long id)
    {
        await verb.SendAsync(HttpMethod.Delete, $"holds/{id}");
        await verb.PrintAsync(null, $"Hold {id} is removed.");
    }
}
