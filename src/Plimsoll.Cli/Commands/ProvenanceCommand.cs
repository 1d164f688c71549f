using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll provenance</c>: from whom the layers of an image are, and what stands on it.</summary>
internal static class ProvenanceCommand
{
    private const int MaxShown = 50;

    public static Command Create()
    {
        var command = new Command("provenance", "Say from whom the layers of an image are.");
        var api = new ApiOptions(command);
        var image = new Argument<string>("REF") { Description = "repository:tag or repository@digest on the server" };
        var chain = new Argument<string>("CHAINID") { Description = "Chain id, with or without sha256:" };
        command.Add(ApiVerb.Create("show", "Show who vouches for the layers, from the lowest up, and which files of the base are overridden.", "plimsoll provenance show shop/api:1", api, v => ShowAsync(v, v.Get(image)!), image));
        command.Add(ApiVerb.Create("statements", "List the signed statements about a chain of layers.", "plimsoll provenance statements sha256:…", api, v => StatementsAsync(v, v.Get(chain)!), chain));
        command.Add(ApiVerb.Create("descendants", "List the images that stand on an image.", "plimsoll provenance descendants base/debian:12", api, v => DescendantsAsync(v, v.Get(image)!), image));
        return command;
    }

    private static async Task ShowAsync(ApiVerb verb, string image)
    {
        var found = (await verb.GetAsync($"provenance?image={ApiVerb.Part(image)}"))!;
        if (found["spans"] is not JsonArray spans)
        {
            await verb.PrintAsync(found, $"{image} is being opened; ask again in a moment.");
            return;
        }
        var text = new StringBuilder();
        foreach (var span in spans) text.Append(TextTable.Printable(span!.Text("sentence"))).Append('\n');
        if (spans.Count == 0) text.Append("The layers could not be read to their end, so nothing can be said about them.\n");
        var overridden = found["overridden"]!.AsArray();
        if (overridden.Count > 0)
        {
            TextTable.Append(text.Append($"\n{overridden.Count} files of the base are overridden:\n"), ["PATH", ">LAYER", ">BY", "NOW"], overridden.Take(MaxShown).Select(file => (string[])
                [file!.Text("path"), file!["layer"]!.ToString(), file["by"]!.ToString(), file["isReplaced"]!.GetValue<bool>() ? "replaced" : "gone"]));
            if (overridden.Count > MaxShown) text.Append("… more with --format json\n");
        }
        await verb.PrintAsync(found, text.Append($"\nNext: plimsoll provenance statements {found.Text("chainId")}").ToString());
    }

    private static async Task StatementsAsync(ApiVerb verb, string chain)
    {
        var found = (await verb.GetAsync($"chains/{ApiVerb.Part(chain)}/statements"))!;
        var text = new StringBuilder();
        TextTable.Append(text, ["VERDICT", "BY, OR WHY NOT", "SIGNED AT", ">LAYERS", "IMAGE"], found["statements"]!.AsArray().Select(statement => (string[])
            [statement!.Text("verdict"), statement!.Text("identity") is { Length: > 0 } name ? name : statement!.Text("reason"), statement!.Second("signedAt"), statement!["layers"]?.ToString() ?? "-", $"{statement!.Text("repository")}@{statement!.Text("image")}"]));
        await verb.PrintAsync(found, text.ToString().TrimEnd('\n'));
    }

    private static async Task DescendantsAsync(ApiVerb verb, string image)
    {
        var found = (await verb.GetAsync($"base?image={ApiVerb.Part(image)}"))!;
        var text = new StringBuilder();
        TextTable.Append(text, [">LAYERS", "IMAGE"], (found["descendants"]?.AsArray() ?? []).Select(other => (string[])
            [other!["layers"]!.ToString(), $"{other!["places"]![0]!.Text("repository")}@{other!.Text("digest")}"]));
        await verb.PrintAsync(found, text.ToString().TrimEnd('\n'));
    }
}
