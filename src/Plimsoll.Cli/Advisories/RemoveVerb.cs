using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories remove</c>.</summary>
internal static class RemoveVerb
{
    public static Command Create(AdvisoryCommandOptions options)
    {
        var feed = new Argument<string>("FEED") { Description = "Name of the feed, as the list has it" };
        var command = new Command("remove", "Forget a feed with all that it brought: one that was imported by mistake, or that nobody fetches any more.\n\nExample:\n  plimsoll advisories remove notes.txt") { feed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(feed)!;
            var removed = await RemoveAsync(options, parsed, name, cancellationToken);
            var text = options.IsJson(parsed) ? new JsonObject { ["feed"] = name, ["removed"] = removed }.ToJsonString(JsonText.Indented) : TextTable.Printable($"The feed {name} is forgotten, {removed} records with it");
            await parsed.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<long> RemoveAsync(AdvisoryCommandOptions options, ParseResult parsed, string feed, CancellationToken cancellationToken)
    {
        using var server = options.OpenServer(parsed);
        if (server is not null) return (await server.SendAsync(HttpMethod.Delete, $"advisories?feed={Uri.EscapeDataString(feed)}", null, cancellationToken))!["removed"]!.GetValue<long>();
        await using var place = options.OpenLocal(parsed, create: false);
        return (await place.Store.RemoveFeedAsync(feed, cancellationToken) ?? throw new FileNotFoundException($"there is no feed '{feed}'")).Removed;
    }
}
