using System.Text.Json;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Osv;

/// <summary>Reads a range: its type and events.</summary>
internal static class OsvRange
{
    /// <summary>Reads a range.</summary>
    /// <exception cref="FeedFormatException">It cannot be used.</exception>
    public static AffectedRange Read(JsonElement range, JsonElement own, FeedLimits limits)
    {
        var scheme = range.Text("type") switch
        {
            "SEMVER" => RangeScheme.Semver,
            "ECOSYSTEM" => RangeScheme.Ecosystem,
            "GIT" => RangeScheme.Git,
            var other => throw new FeedFormatException($"'{FeedText.Cut(other, 40) ?? "(none)"}' is no type of a range."),
        };
        var events = new List<RangeEvent>();
        foreach (var item in range.Items("events"))
        {
            foreach (var (name, value) in item.Members().Select(member => (member.Name, member.Value)))
            {
                events.Add(new(Kind(name), FeedText.Version(value.AsText(), limits)));
                if (events.Count > limits.MaxVersions) throw new FeedFormatException($"A range has more than {limits.MaxVersions} events.");
            }
        }
        if (events.Count == 0) throw new FeedFormatException("A range has no events.");
        if (scheme != RangeScheme.Git && events.TrueForAll(item => item.Kind == RangeEventKind.Introduced)) AddLastKnown(events, own, limits);
        return new AffectedRange { Scheme = scheme, Events = events, Repository = scheme == RangeScheme.Git ? FeedText.Cut(range.Text("repo"), 500) : null };
    }

    private static RangeEventKind Kind(string name) => name switch
    {
        "introduced" => RangeEventKind.Introduced,
        "fixed" => RangeEventKind.Fixed,
        "last_affected" => RangeEventKind.LastAffected,
        "limit" => RangeEventKind.Limit,
        _ => throw new FeedFormatException($"'{FeedText.Cut(name, 40)}' is no event of a range."),
    };

    // GitHub says "<= 2.5" where it knows of no fix: its own matching takes newer versions for not affected, so do we.
    private static void AddLastKnown(List<RangeEvent> events, JsonElement own, FeedLimits limits)
    {
        if (own.Text("last_known_affected_version_range")?.Trim() is not { } text) return;
        if (text.StartsWith("<=", StringComparison.Ordinal)) events.Add(new(RangeEventKind.LastAffected, FeedText.Version(text[2..].Trim(), limits)));
        else if (text.StartsWith('<')) events.Add(new(RangeEventKind.Limit, FeedText.Version(text[1..].Trim(), limits)));
    }
}
