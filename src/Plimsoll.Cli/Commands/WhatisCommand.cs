using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Cli.Inspect;
using Plimsoll.Core;
using Plimsoll.Core.References;
using Plimsoll.Inspection.Sources;
using Plimsoll.Inspection.Trees;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll whatis</c>: which images, packages and layers have a file.</summary>
internal static class WhatisCommand
{
    private const string Prefix = "sha256:";

    private static readonly string[] Columns = ["IMAGE", ">LAYER", "PATH", "PACKAGE", "STATE"];

    public static Command Create(Func<ImageReference.Registry, bool?, IImageContent> openRegistry)
    {
        var what = new Argument<string>("FILE") { Description = "A file on this machine, which is only hashed, or its SHA-256, with or without sha256:" };
        var within = new Option<string?>("--in") { Description = "Look into this image instead of asking a server: " + ImageOptions.Description, HelpName = "REF" };
        var command = new Command("whatis", "Say which images have a file, in which layer, and which package owns it. Ends with 7 when none has it.\n\nExamples:\n  plimsoll whatis /usr/bin/curl\n  plimsoll whatis sha256:… --in oci:DIR")
        {
            what, within,
        };
        var api = new ApiOptions(command);
        var images = new ImageOptions(command, openRegistry);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(what)!;
            var content = await DigestOfAsync(name, cancellationToken);
            if (parsed.GetValue(within) is { } reference)
            {
                var image = await images.OpenAsync(parsed, reference, null, cancellationToken);
                return await PrintAsync(parsed, api, name, reference, content, [.. Found(image.Tree, image.Document.Layers.Select(layer => layer.Digest), reference, content)], null, cancellationToken);
            }
            using var server = api.Open(parsed);
            var answer = await server.SendAsync(HttpMethod.Get, $"files/{content}?n=100", null, cancellationToken);
            return await PrintAsync(parsed, api, name, null, content, [.. answer!["items"]!.AsArray().Select(item => Named(server.Host, (JsonObject)item!.DeepClone()))], answer["next"]?.GetValue<string>(), cancellationToken);
        });
        return command;
    }

    private static async Task<Digest> DigestOfAsync(string text, CancellationToken cancellationToken)
    {
        if (IsDigest(text)) return Digest.Parse(text.StartsWith(Prefix, StringComparison.Ordinal) ? text : Prefix + text);
        if (Directory.Exists(text)) throw new FormatException($"'{text}' is a directory; expected a file or its SHA-256 as sha256:…");
        if (!File.Exists(text)) throw new FileNotFoundException($"there is no file '{text}', and it is no SHA-256, which has 64 lower-case hexadecimal digits");
        await using var file = new FileStream(text, new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0 });
        return Digest.FromHash(DigestAlgorithm.Sha256, await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static bool IsDigest(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) || (Digest.TryParse(Prefix + text, out _) && !File.Exists(text));

    /// <summary>What the server would answer, from one image.</summary>
    private static IEnumerable<JsonObject> Found(ImageTree tree, IEnumerable<Digest?> layers, string reference, Digest content) =>
        layers.Distinct().SelectMany(layer => tree.WithContent(layer, content)).Select(entry => new JsonObject
        {
            ["image"] = reference,
            ["path"] = entry.Path,
            ["content"] = entry.Digest?.Value,
            ["size"] = entry.Size,
            ["mode"] = entry.Mode,
            ["package"] = entry.Package,
            ["layer"] = entry.Layer,
            ["hiddenBy"] = entry.HiddenBy,
        });

    private static async Task<int> PrintAsync(
        ParseResult parsed, ApiOptions api, string name, string? within, Digest content, IReadOnlyList<JsonObject> found, string? next, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        if (api.IsJson(parsed))
        {
            text.Append(new JsonObject { ["content"] = content.Value, ["found"] = new JsonArray([.. found]), ["isMore"] = next is not null }.ToJsonString(JsonText.Indented)).Append('\n');
        }
        else
        {
            text.Append(Verdict(TextTable.Printable(name), within, found, next)).Append('\n');
            if (found.Count > 0) TextTable.Append(text.Append('\n'), Columns, found.Select(Row));
            text.Append("\nNext: ").Append(found.Count == 0 ? Elsewhere(name, within) : $"plimsoll tree {ImageOf(found[0])} --path {TextTable.Printable(DirectoryOf(found[0].Text("path")))}").Append('\n');
        }
        await parsed.InvocationConfiguration.Output.WriteAsync(text.ToString().AsMemory(), cancellationToken);
        return found.Count == 0 ? ExitCode.NotFound : ExitCode.Ok;
    }

    /// <summary>Where to look on: the file may be there with another content.</summary>
    private static string Elsewhere(string name, string? within) =>
        within is not null ? "plimsoll tree " + TextTable.Printable(within) : IsDigest(name) ? "plimsoll help whatis" : $"plimsoll search --path '{TextTable.Printable(Path.GetFileName(name))}'";

    private static string Verdict(string name, string? within, IReadOnlyList<JsonObject> found, string? next)
    {
        if (found.Count == 0) return within is null ? $"{name}: no image that you may read has it" : $"{name}: {TextTable.Printable(within)} does not have it";
        var packages = found.Select(item => item["package"]?.GetValue<string>()).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var owner = packages.Count switch { 0 => "no package owns it", 1 => $"it belongs to {packages[0]}", _ => $"it belongs to {string.Join(", ", packages.Take(3))}" };
        var images = found.Select(ImageOf).Distinct(StringComparer.Ordinal).Count();
        return $"{name}: {owner}; found in {images}{(next is null ? "" : " or more")} {(images == 1 ? "image" : "images")}";
    }

    private static string[] Row(JsonObject item) =>
        [ImageOf(item), item.Text("layer"), item.Text("path"), item["package"]?.GetValue<string>() ?? "-", item["hiddenBy"] is { } by ? $"hidden by {by}" : "there"];

    private static string ImageOf(JsonObject item) => item.Text("image");

    /// <summary>With the reference under which the other commands find the image.</summary>
    private static JsonObject Named(string host, JsonObject item)
    {
        item["image"] = item["tags"]?.AsArray() is [{ } tag, ..] ? $"{host}/{item.Text("repository")}:{tag}" : $"{host}/{item.Text("repository")}@{item.Text("digest")}";
        return item;
    }

    private static string DirectoryOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";
}
