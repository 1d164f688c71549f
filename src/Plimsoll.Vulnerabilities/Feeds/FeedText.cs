using System.Globalization;
using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Texts that many feeds have: times, identifiers, versions, names.</summary>
internal static partial class FeedText
{
    /// <summary>A time in RFC 3339 or a day; null for everything else, and for the year 1, which means "unknown" in Go's database.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year > 1 ? time : null;

    /// <summary>An identifier or name: not empty, not too long, without control characters.</summary>
    /// <exception cref="FeedFormatException">It is none.</exception>
    public static string Name(string? text, string what, FeedLimits limits)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new FeedFormatException($"The {what} is missing.");
        if (text.Length > limits.MaxNameLength) throw new FeedFormatException($"The {what} has {text.Length} characters; at most {limits.MaxNameLength} are taken.");
        return HasControl(text) ? throw new FeedFormatException($"The {what} has control characters.") : text;
    }

    /// <summary>A version: not empty and not too long. Whether it is one is for who compares it.</summary>
    /// <exception cref="FeedFormatException">It is none.</exception>
    public static string Version(string? text, FeedLimits limits)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new FeedFormatException("A version is missing.");
        if (text.Length > limits.MaxVersionLength) throw new FeedFormatException($"A version has {text.Length} characters; at most {limits.MaxVersionLength} are taken.");
        return HasControl(text) ? throw new FeedFormatException("A version has control characters.") : text;
    }

    /// <summary>Names in ordinal order, each once, without that of the record itself.</summary>
    /// <exception cref="FeedFormatException">There are too many.</exception>
    public static IReadOnlyList<string> Names(IEnumerable<string> names, string self, FeedLimits limits)
    {
        var sorted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (name != self) sorted.Add(Name(name, "alias", limits));
            if (sorted.Count > limits.MaxAliases) throw new FeedFormatException($"The record has more than {limits.MaxAliases} aliases.");
        }
        return [.. sorted];
    }

    /// <summary>A text for people, cut where it is too long.</summary>
    public static string? Cut(string? text, int length = Advisory.MaxDetails)
    {
        if (text is null || text.Length <= length) return string.IsNullOrWhiteSpace(text) ? null : text;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
    }

    /// <summary>The CVE identifiers in a text, each once.</summary>
    public static IEnumerable<string> Cves(string text) => CvePattern().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a text is a CVE identifier.</summary>
    public static bool IsCve(string text) => text.StartsWith("CVE-", StringComparison.Ordinal);

    [GeneratedRegex(@"\bCVE-[0-9]{4}-[0-9]{4,12}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CvePattern();

    private static bool HasControl(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c)) return true;
        }
        return false;
    }
}
