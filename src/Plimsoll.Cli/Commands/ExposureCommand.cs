using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll exposure</c>: which images a vulnerability reaches, and who has them.</summary>
internal static class ExposureCommand
{
    private const int PageCount = 200;

    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The vulnerability, by any of its names, such as CVE-2021-44228" };
        var most = new Option<int>("--most") { Description = "At most so many images", HelpName = "N", DefaultValueFactory = _ => PageCount };
        var command = new Command("exposure", "Say which images a vulnerability reaches: tags, layers, since when, fixed where, from which base, and who resolved or pulled them. Ends with 7 when none is reached.\n\nExample:\n  plimsoll exposure CVE-2021-44228") { id, most };
        var options = new ApiOptions(command, "csv", "html");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = options.Open(parsed);
            var path = "exposure/" + Uri.EscapeDataString(parsed.GetValue(id)!);
            var (answer, isMore) = await CollectAsync(server, path, parsed.GetValue(most), cancellationToken);
            var text = options.Format(parsed) switch
            {
                "json" => answer.ToJsonString(JsonText.Indented) + "\n",
                "csv" => ExposureCsv.Write(answer),
                "html" => await server.GetTextAsync(path + "/report", cancellationToken),
                _ => Text(answer, isMore),
            };
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellationToken);
            return Images(answer).Count == 0 ? ExitCode.NotFound : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The images of an answer.</summary>
    public static JsonArray Images(JsonObject answer) => answer["images"]!.AsArray();

    /// <summary>Where an image is, as references.</summary>
    public static IEnumerable<string> References(JsonNode image) => image["places"]!.AsArray().SelectMany(place => place!["tags"]!.AsArray() is { Count: > 0 } tags
        ? tags.Select(tag => $"{place.Text("repository")}:{tag}") : [$"{place.Text("repository")}@{image.Text("digest")}"]);

    private static async Task<(JsonObject Answer, bool IsMore)> CollectAsync(ApiConnection server, string path, int most, CancellationToken cancellationToken)
    {
        const string Prefix = "/api/v1/";
        JsonObject? whole = null;
        for (string? next = $"{path}?n={Math.Min(most, PageCount)}"; next is not null;)
        {
            var page = (JsonObject)(await server.SendAsync(HttpMethod.Get, next, null, cancellationToken))!;
            next = page["next"]?.GetValue<string>() is { } link && link.StartsWith(Prefix, StringComparison.Ordinal) ? link[Prefix.Length..] : null;
            page.Remove("next");
            if (whole is null) whole = page;
            else foreach (var image in Images(page)) Images(whole).Add(image!.DeepClone());
            if (next is not null && Images(whole).Count >= most) return (whole, true);
        }
        return (whole!, false);
    }

    private static string Text(JsonObject answer, bool isMore)
    {
        var text = new StringBuilder();
        var (id, images) = (TextTable.Printable(answer.Text("id")), Images(answer));
        if (answer["isKnown"]?.GetValue<bool>() == false) text.Append($"{id}: no advisory of this registry knows of it; nothing follows from that\n");
        else if (images.Count == 0) text.Append($"{id}: no image that you may read is reached\n");
        else text.Append($"{id}: {(answer["imageCount"] is { } count ? $"{Counted(count.GetValue<long>())} reached" : $"{(isMore ? $"{images.Count} or more images are" : Counted(images.Count))} reached, of those that you may read")}\n");
        if (answer["waiting"] is { } waiting) text.Append($"{waiting} images and packages have still to be looked at: more may be found\n");
        if (answer["hidden"] is { } hidden && hidden.GetValue<int>() > 0) text.Append($"{hidden} more that you may not read\n");
        if (images.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["IMAGE", "PACKAGE", "VERSION", "FIXED IN", ">LAYER", "SINCE", "INHERITED FROM", "LAST HAD BY"], images.SelectMany(image => image!["packages"]!.AsArray().Select(package => (string[])
            [
                string.Join(' ', References(image)), package!.Text("name"), package!.Text("version"), package!["fixedIn"]?.GetValue<string>() ?? "-", package!.Text("layer"), Day(image["since"]),
                image["inheritedFrom"] is { } from ? References(from).FirstOrDefault() ?? "-" : "-",
                image["pulls"]?.AsArray() is [{ } pull, ..] ? $"{pull.Text("actor")} {pull["address"]?.GetValue<string>()} {Day(pull["last"])}" : "-",
            ])));
        }
        return text.Append("\nNext: plimsoll exposure ").Append(id).Append(" --format json\n").ToString();
    }

    private static string Day(JsonNode? time) => time?.GetValue<string>() is { Length: >= 10 } text ? text[..10] : "-";

    private static string Counted(long count) => count == 1 ? "1 image is" : $"{count} images are";
}
