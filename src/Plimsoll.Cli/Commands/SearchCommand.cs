using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll search</c>: images by what is inside, on a server.</summary>
internal static class SearchCommand
{
    private const string Prefix = "/api/v1/";
    private const int PageCount = 100;

    public static Command Create()
    {
        var package = new Option<string?>("--package") { Description = "Name, name*, type:name, name@version, a package URL, or a name with bounds: 'openssl >=3.0.0 <3.0.5'", HelpName = "PACKAGE" };
        var licence = new Option<string?>("--licence") { Description = "A licence of a package, an identifier of SPDX", HelpName = "ID" };
        var path = new Option<string?>("--path") { Description = "Absolute path of a file, or the last part of one", HelpName = "PATH" };
        var digest = new Option<string?>("--digest") { Description = "SHA-256 of a file", HelpName = "SHA256" };
        var label = new Option<string?>("--label") { Description = "A label, or label=value", HelpName = "LABEL" };
        var name = new Option<string?>("--name") { Description = "Part of the name of a repository", HelpName = "TEXT" };
        var most = new Option<int>("--most") { Description = "At most so many", HelpName = "N", DefaultValueFactory = _ => PageCount };
        var command = new Command("search", "Find images by package, licence, file or label, or repositories by name. Ends with 7 when nothing is found.\n\nExample:\n  plimsoll search --package openssl@3.0.11-1") { package, licence, path, digest, label, name, most };
        var options = new ApiOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terms = new[] { ("package", parsed.GetValue(package)), ("licence", parsed.GetValue(licence)), ("path", parsed.GetValue(path)), ("digest", parsed.GetValue(digest)), ("label", parsed.GetValue(label)), ("q", parsed.GetValue(name)) }
                .Where(term => term.Item2 is not null).ToList();
            if (terms is not [var (key, value)]) throw new FormatException("give exactly one of --package, --licence, --path, --digest, --label and --name");
            using var server = options.Open(parsed);
            var found = await CollectAsync(server, $"search?{key}={Uri.EscapeDataString(value!)}&n={PageCount}", parsed.GetValue(most), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteAsync((options.IsJson(parsed) ? Json(found) : Text(found, key, value!)).AsMemory(), cancellationToken);
            return found.Items.Count == 0 ? ExitCode.NotFound : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<Result> CollectAsync(ApiConnection server, string path, int most, CancellationToken cancellationToken)
    {
        var items = new List<JsonNode>();
        var (waiting, uncompared) = (0, 0);
        for (string? next = path; next is not null && items.Count < most;)
        {
            var answer = await server.SendAsync(HttpMethod.Get, next, null, cancellationToken);
            items.AddRange((answer!["packages"] ?? answer["files"] ?? answer["labels"] ?? answer["repositories"])!.AsArray().Select(item => item!.DeepClone()));
            uncompared += answer["uncompared"]?.GetValue<int>() ?? 0;
            waiting = answer["waiting"]?.GetValue<int>() ?? 0;
            next = answer["next"]?.GetValue<string>() is { } link && link.StartsWith(Prefix, StringComparison.Ordinal) ? link[Prefix.Length..] : null;
            if (next is not null && items.Count >= most) return new Result([.. items.Take(most)], true, waiting, uncompared);
        }
        return new Result([.. items.Take(most)], items.Count > most, waiting, uncompared);
    }

    private static string Json(Result found) =>
        new JsonObject { ["items"] = new JsonArray([.. found.Items]), ["isMore"] = found.IsMore, ["waiting"] = found.Waiting, ["uncompared"] = found.Uncompared }.ToJsonString(JsonText.Indented) + "\n";

    private static string Text(Result found, string key, string value)
    {
        var text = new StringBuilder();
        text.Append(found.Items.Count == 0 ? $"Nothing found that you may read for {TextTable.Printable(value)}" : $"{found.Items.Count}{(found.IsMore ? " or more" : "")} found").Append('\n');
        if (found.Waiting > 0) text.Append($"The index has still to learn the facts of {found.Waiting} images and layers: what is not found may be among them\n");
        if (found.Uncompared > 0) text.Append($"{found.Uncompared} versions could not be held against the bounds: their order is not known\n");
        if (found.Items.Count > 0)
        {
            text.Append('\n');
            switch (key)
            {
                case "package" or "licence":
                    TextTable.Append(text, ["TYPE", "PACKAGE", "VERSION", ">LAYER", "IMAGE"], found.Items.Select(item => (string[])[item.Text("type"), item.Text("name"), item.Text("version"), item.Text("layer"), Image(item)]));
                    break;
                case "label":
                    TextTable.Append(text, ["LABEL", "VALUE", "IMAGE"], found.Items.Select(item => (string[])[item.Text("label"), item.Text("value"), Image(item)]));
                    break;
                case "q":
                    TextTable.Append(text, ["REPOSITORY", ">TAGS"], found.Items.Select(item => (string[])[item.Text("name"), item.Text("tags")]));
                    break;
                default:
                    TextTable.Append(text, ["PATH", "PACKAGE", ">LAYER", "STATE", "IMAGE"], found.Items.Select(item => (string[])
                        [item.Text("path"), item["package"]?.GetValue<string>() ?? "-", item.Text("layer"), item["hiddenBy"] is { } by ? $"hidden by {by}" : "there", Image(item)]));
                    break;
            }
        }
        return text.Append("\nNext: plimsoll search --").Append(key == "q" ? "name" : key).Append(" '").Append(TextTable.Printable(value)).Append("' --format json\n").ToString();
    }

    private static string Image(JsonNode item)
    {
        var places = item["places"]?.AsArray().Select(place => place!) ?? [item];
        return string.Join(' ', places.Select(place => place["tags"]?.AsArray() is [{ } tag, ..] ? $"{place.Text("repository")}:{tag}" : $"{place.Text("repository")}@{item.Text("digest")}"));
    }

    private sealed record Result(IReadOnlyList<JsonNode> Items, bool IsMore, int Waiting, int Uncompared);
}
