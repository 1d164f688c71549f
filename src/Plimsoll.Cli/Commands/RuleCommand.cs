using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll rule</c>: what is kept, what stays as it is, and how much may be stored.</summary>
internal static class RuleCommand
{
    public static Command Create()
    {
        var command = new Command("rule", "Make rules for paths of repositories: retention, immutability, quota.");
        var api = new ApiOptions(command);
        var id = new Argument<long>("ID") { Description = "Number of the rule" };
        var reference = new Argument<string>("REPOSITORY") { Description = "Name of a repository, or repository:tag" };
        var ofKind = new Option<string?>("--kind") { Description = "Only retention, immutability or quota", HelpName = "KIND" };
        var onPath = new Option<string?>("--path") { Description = "Only rules on exactly this path pattern", HelpName = "PATH" };
        command.Add(RuleAddCommand.Create(api));
        command.Add(ApiVerb.Create("list", "List the rules on paths that you manage, with what is used of quotas.", "plimsoll rule list --kind quota", api, v => ListAsync(v, v.Get(ofKind), v.Get(onPath)), ofKind, onPath));
        command.Add(ApiVerb.Create("remove", "Remove a rule, at once.", "plimsoll rule remove 3", api, v => RemoveAsync(v, v.Get(id)), id));
        command.Add(ApiVerb.Create("explain", "Say which rules are for a repository or a tag, and what comes of each.", "plimsoll rule explain shop/api:v1.2.0", api, v => ExplainAsync(v, v.Get(reference)!), reference));
        return command;
    }

    private static Task ListAsync(ApiVerb verb, string? kind, string? path) => verb.PrintListAsync(
        $"rules?kind={ApiVerb.Part(kind)}&path={ApiVerb.Part(path)}", [">ID", "KIND", "PATH", "LOCKED", "USED", "SAYS"],
        r => [r.Text("id"), r.Text("kind"), r.Text("path"), r["locked"]!.GetValue<bool>() ? "locked" : "", Used(r), r.Text("says")]);

    private static string Used(JsonNode rule)
    {
        var used = new List<string>();
        if (rule["maxBytes"] is not null) used.Add(ByteSize.Of(rule["usedBytes"]!.GetValue<long>()));
        if (rule["maxTags"] is not null) used.Add($"{rule["usedTags"]} tags");
        return string.Join(", ", used);
    }

    private static async Task RemoveAsync(ApiVerb verb, long id)
    {
        await verb.SendAsync(HttpMethod.Delete, $"rules/{id}");
        await verb.PrintAsync(null, $"Rule {id} is removed.");
    }

    private static Task ExplainAsync(ApiVerb verb, string reference)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var (repository, tag) = colon < 0 ? (reference, "") : (reference[..colon], reference[(colon + 1)..]);
        return verb.PrintListAsync($"rules/explain?repository={ApiVerb.Part(repository)}&tag={ApiVerb.Part(tag)}", [">ID", "KIND", "PATH", "DECIDES", "EFFECT"],
            r => [r.Text("id"), r.Text("kind"), r.Text("path"), r["decides"]!.GetValue<bool>() ? "yes" : "no", r.Text("effect")]);
    }
}
