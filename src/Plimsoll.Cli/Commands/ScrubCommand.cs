using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll scrub</c>: has a server read everything that it stores again.</summary>
internal static class ScrubCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var command = new Command("scrub", "Have the server read every blob again and compare it with its digest; waits for the end.\n\nExample:\n  plimsoll scrub --repair-from https://registry2.example.org --rate 50M");
        var options = new ApiOptions(command);
        var from = new Option<string?>("--repair-from") { Description = "Registry with the same repositories; what is damaged here is fetched from there. Login: PLIMSOLL_REPAIR_USER, PLIMSOLL_REPAIR_PASSWORD", HelpName = "URL" };
        var rate = new Option<string?>("--rate") { Description = "Bytes in a second, such as 50M; 0 for no limit. Default: scrub.rate of the server", HelpName = "BYTES" };
        var orphans = new Option<bool>("--delete-orphans") { Description = "Delete objects that nothing leads to and that are older than a week" };
        var detach = new Option<bool>("--detach") { Description = "Do not wait for the end" };
        foreach (var option in new Option[] { from, rate, orphans, detach }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = options.Open(parsed);
            var wish = new JsonObject
            {
                ["rate"] = parsed.GetValue(rate) is { } text ? ParseRate(text) : null,
                ["repairFrom"] = parsed.GetValue(from),
                ["deleteOrphans"] = parsed.GetValue(orphans),
                ["user"] = Environment.GetEnvironmentVariable("PLIMSOLL_REPAIR_USER"),
                ["password"] = Environment.GetEnvironmentVariable("PLIMSOLL_REPAIR_PASSWORD"),
            };
            var notes = (await api.SendAsync(HttpMethod.Post, "scrub", wish, cancellationToken))!;
            var console = parsed.InvocationConfiguration;
            if (!parsed.GetValue(detach)) notes = await WaitAsync(api, notes, console.Error, cancellationToken);
            await console.Output.WriteLineAsync(options.IsJson(parsed) ? notes.ToJsonString() : await DescribeAsync(api, notes, cancellationToken));
            return notes["finishedAt"] is null || notes["isClean"]!.GetValue<bool>() ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return command;
    }

    /// <exception cref="FormatException">The text is no number of bytes.</exception>
    private static long ParseRate(string text)
    {
        var unit = text.Length == 0 ? -1 : "KMG".IndexOf(char.ToUpperInvariant(text[^1]));
        var factor = unit < 0 ? 1L : (long)Math.Pow(1000, unit + 1);
        return long.TryParse(unit < 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / factor
            ? number * factor
            : throw new FormatException($"'{text}' is no rate; expected bytes in a second, such as 500K, 50M or 1G");
    }

    private static async Task<JsonNode> WaitAsync(ApiConnection api, JsonNode notes, TextWriter error, CancellationToken cancellationToken)
    {
        var told = "";
        while (notes["finishedAt"] is null)
        {
            await Task.Delay(Interval, cancellationToken);
            notes = (await api.SendAsync(HttpMethod.Get, "scrub", null, cancellationToken))!;
            var progress = $"{notes.Text("phase")}: {notes.Text("blobs")} of {notes.Text("totalBlobs")}, {Size(notes, "bytes")} of {Size(notes, "totalBytes")}";
            if (notes["finishedAt"] is null && progress != told) await error.WriteLineAsync(told = progress);
        }
        return notes;
    }

    private static async Task<string> DescribeAsync(ApiConnection api, JsonNode notes, CancellationToken cancellationToken)
    {
        const int MaxLines = 20;
        if (notes["finishedAt"] is null) return "The scrub is begun.\nplimsoll scrub waits for one; /api/v1/scrub shows how far it is";
        var read = $"{notes.Text("blobs")} blobs with {Size(notes, "bytes")} were read";
        var verdict = notes["isClean"]!.GetValue<bool>() ? $"Everything is as it was pushed: {read}, {notes.Text("repaired")} were repaired." : $"Not everything is as it was pushed: {read}.";
        var counts = $"missing {notes.Text("missing")}, damaged {notes.Text("damaged")}, unreadable {notes.Text("unreadable")}, repaired {notes.Text("repaired")}, orphans {notes.Text("orphans")} with {Size(notes, "orphanBytes")} (deleted {notes.Text("orphansDeleted")})";
        var findings = await api.SendAsync(HttpMethod.Get, $"scrub/findings?n={MaxLines}", null, cancellationToken);
        var lines = findings!["items"]!.AsArray().Select(f => $"  {f!.Text("kind")} {TextTable.Printable(f!.Text("subject"))}: {TextTable.Printable(f!.Text("detail"))}");
        var error = notes["lastError"] is { } last ? ["last error: " + TextTable.Printable(last.GetValue<string>())] : Array.Empty<string>();
        var next = NextStep(notes) is { } step ? [step] : Array.Empty<string>();
        return string.Join('\n', new[] { verdict, counts }.Concat(lines).Concat(error).Concat(next));
    }

    /// <summary>What repairs the rest, or null. A registry that asked for a login is asked again with one.</summary>
    internal static string? NextStep(JsonNode notes)
    {
        if (notes["repaired"]!.GetValue<long>() >= notes["missing"]!.GetValue<long>() + notes["damaged"]!.GetValue<long>()) return null;
        return notes["request"]?["repairFrom"] is { } from && notes["lastError"]?.GetValue<string>().Contains("PLIMSOLL_REPAIR_USER", StringComparison.Ordinal) == true
            ? $"PLIMSOLL_REPAIR_USER=NAME PLIMSOLL_REPAIR_PASSWORD=PASSWORD plimsoll scrub --repair-from {TextTable.Printable(from.GetValue<string>())}"
            : "plimsoll scrub --repair-from URL";
    }

    private static string Size(JsonNode notes, string member) => ByteSize.Of(notes[member]!.GetValue<long>());
}
