using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll undelete</c>: brings back what was deleted less than a grace ago.</summary>
internal static class UndeleteCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "Deleted tag or manifest: shop/api:1.2 or shop/api@sha256:…" };
        var options = new Command("undelete");
        var api = new ApiOptions(options);
        var command = ApiVerb.Create("undelete", "Bring a deleted tag or manifest back, as long as it is not collected for good.", "plimsoll undelete shop/api:1.2", api,
            v => RunAsync(v, v.Get(reference)!), reference);
        foreach (var option in options.Options) command.Add(option);
        return command;
    }

    private static async Task RunAsync(ApiVerb verb, string reference)
    {
        var restored = (await verb.SendAsync(HttpMethod.Post, "undelete", new JsonObject { ["reference"] = reference }))!;
        var (repository, digest) = (restored.Text("repository"), restored.Text("digest"));
        var tags = restored["tags"]!.AsArray().Select(t => t!.GetValue<string>()).ToList();
        var count = restored["manifests"]!.AsArray().Count;
        await verb.PrintAsync(restored, $"{repository}@{digest} is back{(tags.Count > 0 ? " as " + string.Join(", ", tags) : "")}; {count} manifests were restored.");
    }
}
