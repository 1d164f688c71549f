using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server.Advisories;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories list</c>.</summary>
internal static class ListVerb
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static Command Create(AdvisoryCommandOptions options)
    {
        var stale = new Option<int>("--stale-days") { Description = "Days after which a feed counts as stale; a server goes by its own setting", HelpName = "N", DefaultValueFactory = _ => (int)FeedEntry.DefaultMaxAge.TotalDays };
        var command = new Command("list", "List the feeds: how old they are, how many records they have, what was wrong. Ends with 4 when one is stale.\n\nExample:\n  plimsoll advisories list --format json") { stale };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = options.OpenServer(parsed);
            var feeds = server is null ? await LocalAsync(options, parsed, parsed.GetValue(stale), cancellationToken) : await server.ListAsync("advisories", cancellationToken);
            var text = options.IsJson(parsed) ? new JsonObject { ["feeds"] = new JsonArray([.. feeds]) }.ToJsonString(JsonText.Indented) + "\n" : Render(feeds);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return feeds.Exists(feed => feed["isStale"]!.GetValue<bool>()) ? ExitCode.Warnings : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<List<JsonNode>> LocalAsync(AdvisoryCommandOptions options, ParseResult parsed, int staleDays, CancellationToken cancellationToken)
    {
        await using var place = options.OpenLocal(parsed, create: false);
        var now = TimeProvider.System.GetUtcNow();
        var feeds = new List<JsonNode>();
        foreach (var feed in await place.Store.ListFeedsAsync(cancellationToken))
        {
            var json = JsonSerializer.SerializeToNode(FeedEntry.Of(feed, now, TimeSpan.FromDays(staleDays)), Web)!;
            var problems = feed.Problems == 0 ? [] : await place.Store.ListProblemsAsync(feed.Name, cancellationToken);
            if (problems.Count > 0) json["firstProblems"] = JsonSerializer.SerializeToNode(problems.Take(20), Web);
            feeds.Add(json);
        }
        return feeds;
    }

    private static string Render(List<JsonNode> feeds)
    {
        var stale = feeds.Count(feed => feed["isStale"]!.GetValue<bool>());
        var text = new StringBuilder($"{feeds.Count} feeds with {feeds.Sum(feed => feed["records"]!.GetValue<long>())} records; {stale} stale\n\n");
        TextTable.Append(text, ["FEED", "STATE", ">AGE", ">RECORDS", ">PROBLEMS", "LAST FAILURE"], feeds.Select(feed => (string[])
            [feed.Text("name"), feed["isStale"]!.GetValue<bool>() ? "STALE" : "fresh", Age(feed["ageHours"]?.GetValue<double>()), feed.Text("records"), feed.Text("problems"), feed.Text("error")]));
        return text.Append("\nNext: plimsoll advisories show ID\n").ToString();
    }

    private static string Age(double? hours) => hours switch { null => "never", < 48 => $"{hours:0.#} h", _ => $"{hours / 24:0} d" };
}
