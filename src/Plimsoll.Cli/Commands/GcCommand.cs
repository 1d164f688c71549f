using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll gc</c>: garbage collection of a server.</summary>
internal static class GcCommand
{
    private const string Confirmed = "plimsoll gc run --confirm";

    public static Command Create()
    {
        var command = new Command("gc", "Collect garbage on a server, which it does by itself now and then.");
        var api = new ApiOptions(command);
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be deleted" };
        var confirm = new Option<bool>("--confirm") { Description = "Delete however much it is" };
        command.Add(ApiVerb.Create("run", "Collect garbage now.", "plimsoll gc run --dry-run", api, v => RunAsync(v, v.Get(dryRun), v.Get(confirm)), dryRun, confirm));
        command.Add(ApiVerb.Create("status", "Show what is stored and what the latest runs came to.", "plimsoll gc status", api, ShowAsync));
        return command;
    }

    private static async Task RunAsync(ApiVerb verb, bool dryRun, bool confirm)
    {
        var run = await verb.SendAsync(HttpMethod.Post, $"collection/runs?dryRun={Flag(dryRun)}&confirm={Flag(confirm)}");
        await verb.PrintAsync(run, run is null ? "The run is under way.\nplimsoll gc status" : Describe(run, dryRun));
        if (run is not null && run.Text("outcome") is not "completed" && !dryRun) throw new IOException(run.Text("reason") + (IsBraked(run) ? $": {Confirmed}" : ""));
    }

    private static async Task ShowAsync(ApiVerb verb)
    {
        var collection = (await verb.GetAsync("collection"))!;
        var stored = collection["stored"]!;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{stored.Text("manifests")} manifests, {stored.Text("blobs")} blobs of {Size(stored["bytes"])}, {Size(stored["condemnedBytes"])} of it condemned. Untagged manifests: {collection.Text("untagged")}.");
        TextTable.Append(text, ["STARTED", "OUTCOME", ">MANIFESTS", ">BLOBS", ">FREED"],
            collection["runs"]!.AsArray().Select(r => r!).Select(r => (string[])[r.Second("startedAt"), r.Text("outcome"), r.Text("manifests"), r.Text("blobs"), Size(r["freedBytes"])]));
        await verb.PrintAsync(collection, text.ToString().TrimEnd());
    }

    private static string Describe(JsonNode run, bool dryRun)
    {
        var text = new StringBuilder();
        var done = dryRun ? "would be deleted" : "deleted";
        text.Append(CultureInfo.InvariantCulture, $"{run.Text("manifests")} manifests and {run.Text("blobs")} blobs {done}, {Size(run["freedBytes"])} {(dryRun ? "would be freed" : "freed")}; ");
        text.Append(CultureInfo.InvariantCulture, $"{run.Text("keys")} objects of ended uploads {done}.");
        foreach (var (reason, count) in run["kept"]!.AsObject()) text.Append(CultureInfo.InvariantCulture, $"\n  {count} kept: {WordsOf(reason)}");
        // Of a run that is meant it is the error of the command.
        if (dryRun && run.Text("reason") is { Length: > 0 } why) text.Append(CultureInfo.InvariantCulture, $"\nStopped: {why}.");
        if (dryRun) text.Append("\n" + (IsBraked(run) ? Confirmed : "plimsoll gc run"));
        return text.ToString();
    }

    private static bool IsBraked(JsonNode run) => run.Text("outcome") == "braked";

    private static string WordsOf(string reason) => reason switch
    {
        "tagged" => "a tag points at the manifest",
        "listed" => "an index lists the manifest",
        "refers" => "the manifest refers to one that stays",
        "held" => "somebody holds the manifest",
        "young" => "in use less than a grace ago",
        "needed" => "a manifest needs the blob",
        "shared" => "another repository has the blob",
        _ => reason,
    };

    private static string Size(JsonNode? bytes) => ByteSize.Of(bytes?.GetValue<long>() ?? 0);

    private static string Flag(bool value) => value ? "true" : "false";
}
