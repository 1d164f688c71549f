using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll webhooks</c>: who is told of events, and who is asked to rebuild.</summary>
internal static class WebhooksCommand
{
    public static Command Create()
    {
        var command = new Command("webhooks", "Tell others of events, and have images rebuilt.");
        var api = new ApiOptions(command);
        var name = new Argument<string>("NAME") { Description = "What it is called" };
        var state = new Option<string?>("--state") { Description = "Only waiting, done or dead", HelpName = "STATE" };
        var only = new Option<string?>("--webhook") { Description = "Only to this one", HelpName = "NAME" };
        var id = new Argument<string>("ID") { Description = "Number of the delivery, or 'all' for all that were given up" };
        command.Add(ApiVerb.Create("list", "List them.", "plimsoll webhooks list", api, ListAsync));
        command.Add(CreateAdd(api));
        command.Add(ApiVerb.Create("remove", "Remove one with what waits for it.", "plimsoll webhooks remove chat", api, v => RemoveAsync(v, v.Get(name)!), name));
        command.Add(ApiVerb.Create("test", "Send a test at once, and say what came back.", "plimsoll webhooks test chat", api, v => TestAsync(v, v.Get(name)!), name));
        command.Add(ApiVerb.Create("deliveries", "List messages on their way, the last ones first.", "plimsoll webhooks deliveries --state dead", api, v => DeliveriesAsync(v, v.Get(state), v.Get(only)), state, only));
        command.Add(ApiVerb.Create("replay", "Deliver once more: one delivery, or all that were given up.", "plimsoll webhooks replay all --webhook chat", api, v => ReplayAsync(v, v.Get(id)!, v.Get(only)), id, only));
        return command;
    }

    private static Command CreateAdd(ApiOptions api)
    {
        var name = new Argument<string>("NAME") { Description = "What to call it" };
        var url = new Argument<string>("URL") { Description = "Where requests go" };
        var kind = new Option<string>("--kind") { Description = "events, or for rebuilds github, gitlab, tekton or plain", HelpName = "KIND", DefaultValueFactory = _ => "events" };
        var events = new Option<string[]>("--event") { Description = "Type of event that it wants; may be repeated. Default: all", HelpName = "TYPE" };
        var paths = new Option<string[]>("--path") { Description = "Path pattern of repositories that it rebuilds; may be repeated", HelpName = "PATH" };
        var branch = new Option<string?>("--branch") { Description = "The branch that GitLab builds. Default: main", HelpName = "NAME" };
        var token = new Option<bool>("--secret-stdin") { Description = "Read the token of GitHub or GitLab, or a secret of your own, from standard input" };
        kind.AcceptOnlyFromAmong("events", "github", "gitlab", "tekton", "plain");
        return ApiVerb.Create("add", "Tell somebody of events, or ask somebody to rebuild.", "plimsoll webhooks add chat https://hooks.example.com/plimsoll --event plimsoll.kev.listed", api, async v =>
        {
            var made = await v.SendAsync(HttpMethod.Post, "webhooks", new JsonObject
            {
                ["name"] = v.Get(name),
                ["url"] = v.Get(url),
                ["kind"] = v.Get(kind),
                ["events"] = ApiVerb.Texts(v.Get(events)),
                ["paths"] = ApiVerb.Texts(v.Get(paths)),
                ["branch"] = v.Get(branch),
                ["secret"] = v.Get(token) ? await ApiVerb.ReadLineAsync() : null,
            });
            var secret = made!["secret"]?.GetValue<string>();
            await v.PrintAsync(made, $"Webhook {v.Get(name)} is made.\n{(secret is null ? "" : $"Its receiver verifies with this, shown this once:\n\n    {secret}\n\n")}plimsoll webhooks test {v.Get(name)}");
        }, name, url, kind, events, paths, branch, token);
    }

    private static Task ListAsync(ApiVerb verb) => verb.PrintListAsync("webhooks", ["NAME", "KIND", "URL", "EVENTS", "REBUILDS"],
        w => [w.Text("name"), w.Text("kind"), w.Text("url"), w.Text("kind") == "events" ? Words(w["events"], "all") : "", Words(w["paths"], "")]);

    private static string Words(JsonNode? list, string none) => list is JsonArray { Count: > 0 } words ? string.Join(' ', words.Select(word => word!.GetValue<string>())) : none;

    private static async Task RemoveAsync(ApiVerb verb, string name)
    {
        await verb.SendAsync(HttpMethod.Delete, $"webhooks/{ApiVerb.Part(name)}");
        await verb.PrintAsync(null, $"Webhook {name} is removed.");
    }

    private static async Task TestAsync(ApiVerb verb, string name)
    {
        var outcome = (await verb.SendAsync(HttpMethod.Post, $"webhooks/{ApiVerb.Part(name)}/test"))!;
        if (!outcome["isDelivered"]!.GetValue<bool>()) throw new IOException($"{name} did not take it: {outcome["status"]?.ToString() ?? "no answer"}: {outcome["error"]}");
        await verb.PrintAsync(outcome, $"{name} answered {outcome["status"]}.");
    }

    private static Task DeliveriesAsync(ApiVerb verb, string? state, string? webhook) => verb.PrintListAsync(
        $"deliveries?state={ApiVerb.Part(state)}&webhook={ApiVerb.Part(webhook)}", [">ID", "WEBHOOK", "EVENT", "SUBJECT", "STATE", ">ATTEMPTS", ">ANSWER", "WHY"],
        d => [d.Text("id"), d.Text("webhook"), d.Text("type"), d.Text("subject"), d.Text("state"), d.Text("attempts"), d["status"]?.ToString() ?? "-", d["error"]?.GetValue<string>() ?? ""]);

    private static async Task ReplayAsync(ApiVerb verb, string id, string? webhook)
    {
        if (id == "all")
        {
            var outcome = await verb.SendAsync(HttpMethod.Post, $"deliveries/replay?webhook={ApiVerb.Part(webhook)}");
            await verb.PrintAsync(outcome, $"{outcome!["count"]} deliveries are made again.\nplimsoll webhooks deliveries --state dead");
            return;
        }
        if (!long.TryParse(id, out var number)) throw new FormatException($"'{id}' is no number of a delivery; expected one, or 'all'");
        await verb.SendAsync(HttpMethod.Post, $"deliveries/{number}/replay");
        await verb.PrintAsync(null, $"Delivery {number} is made again.\nplimsoll webhooks deliveries");
    }
}
