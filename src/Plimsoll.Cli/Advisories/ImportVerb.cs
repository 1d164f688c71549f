using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Server.Advisories;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories import</c>.</summary>
internal static class ImportVerb
{
    public static Command Create(AdvisoryCommandOptions options)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, archives (zip, tar, gzip) or folders, in any format that docs/advisories.md names", Arity = ArgumentArity.OneOrMore };
        var feed = new Option<string?>("--feed") { Description = "Name of the feed. Default: the database each record is from", HelpName = "NAME" };
        var whole = new Option<bool>("--whole") { Description = "This is all the feed has: remove what is not in it any more" };
        var force = new Option<bool>("--force") { Description = "Remove even when the feed shrank to less than half" };
        var strict = new Option<bool>("--strict") { Description = "End with 4 when anything could not be used" };
        var command = new Command("import", """
            Import advisories. What cannot be used is named, and everything else is used; ends with 6 when a whole file could not be read.

            Example:
              plimsoll advisories import osv/Go.zip debian.json secdb/
            """) { paths, feed, whole, force, strict };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ImportRequest { Origin = string.Join(' ', parsed.GetValue(paths)!), Feed = parsed.GetValue(feed), IsWhole = parsed.GetValue(whole), IsForced = parsed.GetValue(force) };
            using var server = options.OpenServer(parsed);
            var report = server is null
                ? await LocalAsync(options, parsed, parsed.GetValue(paths)!, request, cancellationToken)
                : await RemoteAsync(server, parsed.GetValue(paths)!, request, cancellationToken);
            var text = options.IsJson(parsed) ? report.ToJsonString(JsonText.Indented) + "\n" : ImportText.Render(report);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return report["problems"]!.AsArray().Any(problem => problem!["record"] is null) ? ExitCode.VerificationFailed
                : parsed.GetValue(strict) && report["problemCount"]!.GetValue<int>() > 0 ? ExitCode.Warnings : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<JsonObject> LocalAsync(AdvisoryCommandOptions options, ParseResult parsed, string[] paths, ImportRequest request, CancellationToken cancellationToken)
    {
        await using var place = options.OpenLocal(parsed, create: true);
        return ImportReport.ToJson(await new AdvisoryImporter(place.Store, TimeProvider.System).ImportAsync(paths, request, cancellationToken));
    }

    private static async Task<JsonObject> RemoteAsync(ApiConnection server, string[] paths, ImportRequest request, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"there is nothing at '{path}'", path);
        }
        JsonObject? all = null;
        foreach (var path in paths)
        {
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
            var query = $"name={Uri.EscapeDataString(name)}&whole={(request.IsWhole ? "true" : "false")}&force={(request.IsForced ? "true" : "false")}"
                + (request.Feed is null ? "" : $"&feed={Uri.EscapeDataString(request.Feed)}");
            using HttpContent content = Directory.Exists(path) ? new FolderContent(path) : new StreamContent(File.OpenRead(path), 128 << 10);
            var report = (await server.UploadAsync("advisories?" + query, content, cancellationToken))!.AsObject();
            all = all is null ? report : ImportText.Join(all, report);
        }
        return all!;
    }
}
