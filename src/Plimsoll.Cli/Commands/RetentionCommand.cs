using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll retention</c>: what the retention rules would do, and doing it.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var command = new Command("retention", "Look at what the retention rules would remove, and remove it.");
        var api = new ApiOptions(command);
        var repository = new Argument<string>("REPOSITORY") { Description = "Name of a repository" };
        var removed = new Option<bool>("--removed") { Description = "Only what would go" };
        var confirm = new Option<bool>("--confirm") { Description = "Remove however much it is" };
        command.Add(ApiVerb.Create("plan", "Say for each tag whether it would stay and why. Nothing is changed.", "plimsoll retention plan shop/api --removed", api, v => PlanAsync(v, v.Get(repository)!, v.Get(removed)), repository, removed));
        command.Add(ApiVerb.Create("run", "Remove what the plan removes.", "plimsoll retention run shop/api", api, v => RunAsync(v, v.Get(repository)!, v.Get(confirm)), repository, confirm));
        return command;
    }

    private static Task PlanAsync(ApiVerb verb, string repository, bool removed) => verb.PrintListAsync(
        $"retention?repository={ApiVerb.Part(repository)}&only={(removed ? "removed" : "")}&n=1000", ["WHAT", "STAYS", "PUSHED", "PULLED", "REASON"],
        e => [e.Text("reference"), e["kept"]!.GetValue<bool>() ? "yes" : "no", e.Day("pushedAt"), e.Day("pulledAt"), e.Text("reason")]);

    private static async Task RunAsync(ApiVerb verb, string repository, bool confirm)
    {
        var outcome = await verb.SendAsync(HttpMethod.Post, "retention/runs", new JsonObject { ["repository"] = repository, ["confirm"] = confirm });
        await verb.PrintAsync(outcome, $"{outcome!["removedTags"]} of {outcome["tags"]} tags of {repository} are gone, and {outcome["removedManifests"]} manifests without a tag.\nplimsoll retention plan {repository}");
    }
}
