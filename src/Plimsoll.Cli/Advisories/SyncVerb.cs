using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories sync</c>.</summary>
internal static class SyncVerb
{
    public static Command Create(AdvisoryCommandOptions options)
    {
        var feeds = new Option<string[]>("--feed") { Description = "A feed to fetch, NAME=URL or URL; may be given several times. Default: advisories.feeds of the settings", HelpName = "FEED" };
        var config = new Option<string?>("--config") { Description = "Settings file. Default: ./plimsoll.yaml where there is one", HelpName = "FILE" };
        var command = new Command("sync", """
            Fetch feeds that changed since the last time. Ends with 1 when one failed; the others are up to date then.

            Example:
              plimsoll advisories sync --feed Go=https://osv-vulnerabilities.storage.googleapis.com/Go/all.zip
            """) { feeds, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = options.OpenServer(parsed);
            if (server is not null) throw new FormatException("a server fetches its feeds by itself, by its setting advisories.feeds; sync is for this machine");
            var settings = ServerOptionsLoader.Load(parsed.GetValue(config), Environment.GetEnvironmentVariables(), new Dictionary<string, string>()).Advisories;
            var texts = parsed.GetValue(feeds) is { Length: > 0 } named ? named : [.. settings.Feeds];
            if (texts.Length == 0) throw new FormatException("no feed is named; use --feed or the setting advisories.feeds");
            var sources = texts.Select(FeedSource.Parse).ToArray();
            await using var place = options.OpenLocal(parsed, create: true);
            using var download = new FeedDownload();
            var done = new List<SyncedFeed>();
            var sync = new FeedSync(place.Store, download, Path.Combine(place.Folder, "tmp"), TimeProvider.System) { PublisherKey = settings.PublisherKey };
            await foreach (var feed in sync.RunAsync(sources, cancellationToken)) done.Add(feed);
            await parsed.InvocationConfiguration.Output.WriteAsync((options.IsJson(parsed) ? Json(done) : Render(done)).AsMemory(), cancellationToken);
            return done.Exists(feed => feed.Error is not null) ? ExitCode.Operational : ExitCode.Ok;
        });
        return command;
    }

    private static string Json(List<SyncedFeed> feeds) => new JsonObject
    {
        ["feeds"] = new JsonArray([.. feeds.Select(feed => new JsonObject
        {
            ["name"] = feed.Feed, ["unchanged"] = feed.IsUnchanged, ["error"] = feed.Error, ["import"] = feed.Import is null ? null : ImportReport.ToJson(feed.Import),
        })]),
    }.ToJsonString(JsonText.Indented) + "\n";

    private static string Render(List<SyncedFeed> feeds)
    {
        var text = new StringBuilder($"{feeds.Count(feed => feed.Error is null)} of {feeds.Count} feeds are up to date\n\n");
        TextTable.Append(text, ["FEED", ">READ", ">NEW", ">CHANGED", ">REMOVED", ">PROBLEMS", "STATE"], feeds.Select(feed => (string[])
        [
            feed.Feed, Sum(feed, imported => imported.Read), Sum(feed, imported => imported.Added), Sum(feed, imported => imported.Changed), Sum(feed, imported => imported.Removed),
            Sum(feed, imported => imported.Problems), feed.Error ?? (feed.IsUnchanged ? "unchanged" : "read"),
        ]));
        return text.Append("\nNext: plimsoll advisories list\n").ToString();
    }

    private static string Sum(SyncedFeed feed, Func<ImportedFeed, long> number) => (feed.Import?.Feeds.Sum(number) ?? 0).ToString();
}
