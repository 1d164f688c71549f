using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>
/// Ranges of the victims database: an operator, a version and perhaps the branch it holds in, so that <c>&lt;=1.8.2,1.8</c> is 1.8 to 1.8.2
/// (https://github.com/victims/victims-cve-db#version-string). They become events.
/// </summary>
internal static class VictimsRange
{
    /// <summary>Adds what an entry says.</summary>
    public static void AddTo(List<AffectedRange> ranges, JsonElement own, FeedLimits limits)
    {
        foreach (var text in own.Texts("vulnerable")) ranges.Add(Read(text, RangeMeaning.Covered, limits));
        foreach (var text in own.Texts("fixedin")) ranges.Add(Read(text, RangeMeaning.Mended, limits));
        foreach (var text in own.Texts("unaffected")) ranges.Add(Read(text, RangeMeaning.Unaffected, limits));
    }

    private static AffectedRange Read(string text, RangeMeaning meaning, FeedLimits limits)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var branch = comma < 0 ? null : FeedText.Version(text[(comma + 1)..].Trim(), limits);
        var rest = (comma < 0 ? text : text[..comma]).Trim();
        var version = FeedText.Version(rest.TrimStart('<', '>', '=').Trim(), limits);
        var operation = rest[..^rest.TrimStart('<', '>', '=').Length];
        var start = new RangeEvent(RangeEventKind.Introduced, branch ?? "0");
        RangeEvent[] events = operation switch
        {
            "<=" => [start, new(RangeEventKind.LastAffected, version)],
            "<" => [start, new(RangeEventKind.Limit, version)],
            "==" or "=" or "" => [new(RangeEventKind.Introduced, version), new(RangeEventKind.LastAffected, version)],
            ">=" when branch is null => [new(RangeEventKind.Introduced, version)],
            ">=" when After(branch) is { } after => [new(RangeEventKind.Introduced, version), new(RangeEventKind.Limit, after)],
            // A branch such as "2.9.1-jbossas-" has no end that could be named: too much is covered rather than mended.
            ">=" => meaning == RangeMeaning.Covered ? [new(RangeEventKind.Introduced, version)] : [new(RangeEventKind.Introduced, version), new(RangeEventKind.LastAffected, version)],
            _ => throw new FeedFormatException($"'{FeedText.Cut(text, 60)}' is no range of the victims database."),
        };
        return new AffectedRange { Meaning = meaning, Events = events };
    }

    // The first version after a branch: 1.8 ends where 1.9 begins.
    private static string? After(string branch)
    {
        var dot = branch.LastIndexOf('.');
        return long.TryParse(branch[(dot + 1)..], out var last) ? $"{branch[..(dot + 1)]}{last + 1}" : null;
    }
}
