using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plimsoll.Cli.Administration;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll rule add</c>, with a verb for each kind of rule.</summary>
internal static partial class RuleAddCommand
{
    private static readonly string[] Units = ["K", "M", "G", "T"];

    /// <summary>What people type for a field of the API.</summary>
    private static readonly Dictionary<string, string> Typed = new(StringComparer.Ordinal)
    {
        ["'tags'"] = "--tags",
        ["'except'"] = "--except",
        ["keepLast"] = "--keep-last",
        ["keepVersions"] = "--keep-versions",
        ["versionsPer"] = "--versions-per",
        ["pulledWithinDays"] = "--pulled-within",
        ["pushedWithinDays"] = "--pushed-within",
        ["untaggedDays"] = "--untagged",
        ["maxBytes"] = "--bytes",
        ["maxTags"] = "--tags",
    };

    private static readonly Argument<string> Path = new("PATH") { Description = "Path pattern: shop/api, 'shop/*', 'shop/**' or '**'" };
    private static readonly Option<bool> Locked = new("--locked") { Description = "Binding for rules of narrower paths; only administrators" };
    private static readonly Option<string[]> Except = new("--except") { Description = "Pattern of tags to leave alone; may be repeated", HelpName = "PATTERN" };

    public static Command Create(ApiOptions api) => new("add", "Make a rule.") { Retention(api), Immutability(api), Quota(api) };

    private static Command Retention(ApiOptions api)
    {
        var tags = new Option<string[]>("--tags") { Description = "Pattern of tags to decide about, each a group of its own; may be repeated. Default: all", HelpName = "PATTERN" };
        var last = new Option<int?>("--keep-last") { Description = "Keep so many tags of each pattern, those pushed last", HelpName = "N" };
        var versions = new Option<int?>("--keep-versions") { Description = "Keep so many versions of each line, the highest", HelpName = "N" };
        var line = new Option<string?>("--versions-per") { Description = "What a line of versions is: all, major or minor. Default: all", HelpName = "LINE" };
        var pulled = new Option<int?>("--pulled-within") { Description = "Keep what was pulled in so many days", HelpName = "DAYS" };
        var pushed = new Option<int?>("--pushed-within") { Description = "Keep what was pushed in so many days", HelpName = "DAYS" };
        var untagged = new Option<int?>("--untagged") { Description = "Remove manifests that had neither a tag nor a use for so many days", HelpName = "DAYS" };
        var immutable = new Option<bool>("--immutable-too") { Description = "Decide about immutable tags too" };
        return ApiVerb.Create("retention", "Say what is kept. A tag goes only when no criterion keeps it.", "plimsoll rule add retention 'shop/**' --keep-last 10 --pulled-within 30", api, v => AddAsync(v, new JsonObject
        {
            ["kind"] = "retention",
            ["path"] = v.Get(Path),
            ["locked"] = v.Get(Locked),
            ["tags"] = ApiVerb.Texts(v.Get(tags)),
            ["except"] = ApiVerb.Texts(v.Get(Except)),
            ["keepLast"] = v.Get(last),
            ["keepVersions"] = v.Get(versions),
            ["versionsPer"] = v.Get(line),
            ["pulledWithinDays"] = v.Get(pulled),
            ["pushedWithinDays"] = v.Get(pushed),
            ["untaggedDays"] = v.Get(untagged),
            ["immutableToo"] = v.Get(immutable),
        }), Path, Locked, tags, Except, last, versions, line, pulled, pushed, untagged, immutable);
    }

    private static Command Immutability(ApiOptions api)
    {
        var tags = new Option<string[]>("--tags") { Description = "Pattern of tags that, once set, neither move nor go; may be repeated", HelpName = "PATTERN" };
        return ApiVerb.Create("immutability", "Say which tags stay as they are.", "plimsoll rule add immutability 'shop/**' --tags 'v*' --except 'v0.*'", api, v => AddAsync(v, new JsonObject
        {
            ["kind"] = "immutability",
            ["path"] = v.Get(Path),
            ["locked"] = v.Get(Locked),
            ["tags"] = ApiVerb.Texts(v.Get(tags)),
            ["except"] = ApiVerb.Texts(v.Get(Except)),
        }), Path, Locked, tags, Except);
    }

    private static Command Quota(ApiOptions api)
    {
        var bytes = new Option<string?>("--bytes") { Description = "Bytes, with K, M, G or T for powers of 1024", HelpName = "SIZE" };
        var tags = new Option<long?>("--tags") { Description = "Tags", HelpName = "N" };
        return ApiVerb.Create("quota", "Say how much the repositories of a path may hold together.", "plimsoll rule add quota 'shop/**' --bytes 50G --tags 1000", api, v => AddAsync(v, new JsonObject
        {
            ["kind"] = "quota",
            ["path"] = v.Get(Path),
            ["locked"] = v.Get(Locked),
            ["maxBytes"] = v.Get(bytes) is { } text ? Bytes(text) : null,
            ["maxTags"] = v.Get(tags),
        }), Path, Locked, bytes, tags);
    }

    private static async Task AddAsync(ApiVerb verb, JsonObject wish)
    {
        var rule = await SendAsync(verb, wish);
        var next = rule!.Text("kind") == "retention" ? "plimsoll retention plan REPOSITORY" : $"plimsoll rule remove {rule!["id"]}";
        await verb.PrintAsync(rule, $"Rule {rule!["id"]} on {rule.Text("path")}: {rule.Text("says")}.\n{next}");
    }

    /// <exception cref="ApiException">The server refused, in the words of the command line.</exception>
    private static async Task<JsonNode?> SendAsync(ApiVerb verb, JsonObject wish)
    {
        try
        {
            return await verb.SendAsync(HttpMethod.Post, "rules", wish);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.BadRequest)
        {
            throw new ApiException(e.Status, FieldName().Replace(e.Message, m => Typed.GetValueOrDefault(m.Groups["name"].Value, m.Value)));
        }
    }

    [GeneratedRegex("'?(?<name>[a-z]+[A-Z][A-Za-z]*)'?|(?<name>'[a-z]+')")]
    private static partial Regex FieldName();

    /// <exception cref="FormatException">It is no size.</exception>
    private static long Bytes(string text)
    {
        var power = Array.IndexOf(Units, text.Length == 0 ? "" : text[^1..].ToUpperInvariant()) + 1;
        return long.TryParse(power == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> (10 * power)
            ? number << (10 * power)
            : throw new FormatException($"'{text}' is no size; expected a whole number, with K, M, G or T behind it for powers of 1024");
    }
}
