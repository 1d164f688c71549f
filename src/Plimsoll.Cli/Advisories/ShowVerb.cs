using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core.Advisories;
using Plimsoll.Server.Advisories;

namespace Plimsoll.Cli.Advisories;

/// <summary><c>plimsoll advisories show</c>.</summary>
internal static class ShowVerb
{
    public static Command Create(AdvisoryCommandOptions options)
    {
        var id = new Argument<string>("ID") { Description = "An identifier: CVE-…, GHSA-…, DSA-…; records that name it as an alias are shown too" };
        var command = new Command("show", "Show what is known under an identifier.\n\nExample:\n  plimsoll advisories show CVE-2021-44228") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = options.OpenServer(parsed);
            var name = parsed.GetValue(id)!;
            var found = server is null ? await LocalAsync(options, parsed, name, cancellationToken) : (await server.SendAsync(HttpMethod.Get, "advisories/" + Uri.EscapeDataString(name), null, cancellationToken))!.AsObject();
            await parsed.InvocationConfiguration.Output.WriteAsync((options.IsJson(parsed) ? found.ToJsonString(JsonText.Indented) + "\n" : Render(found)).AsMemory(), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<JsonObject> LocalAsync(AdvisoryCommandOptions options, ParseResult parsed, string id, CancellationToken cancellationToken)
    {
        await using var place = options.OpenLocal(parsed, create: false);
        return (await AdvisoryDetails.FindAsync(place.Store, id, cancellationToken) ?? throw new FileNotFoundException($"no feed has '{id}'; plimsoll advisories list shows the feeds")).ToJson();
    }

    private static string Render(JsonObject found)
    {
        var records = found["records"]!.AsArray();
        var text = new StringBuilder($"{TextTable.Printable(found.Text("id"))}: {records.Count} {(records.Count == 1 ? "record" : "records")}\n");
        foreach (var known in found["enrichments"]!.AsArray())
        {
            if (known!["kev"] is { } kev) text.Append($"{known.Text("cve")} is known to be exploited since {kev.Text("added")}{(kev["ransomware"]!.GetValue<bool>() ? ", by ransomware too" : "")}\n");
            if (known["epss"] is { } epss) text.Append($"{known.Text("cve")} has EPSS {epss.Text("probability")} (percentile {epss.Text("percentile")}) of {epss.Text("date")}\n");
        }
        foreach (var record in records) Append(text, record!.Text("feed"), AdvisoryJson.ReadAdvisory(Encoding.UTF8.GetBytes(record!["advisory"]!.ToJsonString())));
        return text.Append("\nNext: plimsoll advisories show ").Append(TextTable.Printable(found.Text("id"))).Append(" --format json\n").ToString();
    }

    private static void Append(StringBuilder text, string feed, Advisory advisory)
    {
        text.Append('\n').Append(TextTable.Printable($"{advisory.Source} {advisory.Id}{(advisory.Withdrawn is null ? "" : " (withdrawn)")}, feed {feed}")).Append('\n');
        if (advisory.Summary is { } summary) text.Append("  ").Append(TextTable.Printable(summary)).Append('\n');
        if (advisory.Aliases.Count > 0) text.Append("  also ").Append(TextTable.Printable(string.Join(' ', advisory.Aliases))).Append('\n');
        if (advisory.Upstream.Count > 0) text.Append("  mends ").Append(TextTable.Printable(string.Join(' ', advisory.Upstream))).Append('\n');
        if (advisory.Affected.Count > 0)
            TextTable.Append(text, ["  NAMESPACE", "PACKAGE", "STATUS", "VERSIONS"], advisory.Affected.Select(affected => (string[])["  " + affected.Namespace, affected.Name, affected.Status.ToString(), AffectedText.Of(affected)]));
    }
}
