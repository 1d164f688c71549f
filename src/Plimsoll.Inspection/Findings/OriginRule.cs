using System.Globalization;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Configuration;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>What the image says of when it was made and on what.</summary>
internal sealed class OriginRule : IFindingRule
{
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string BaseDigest = "org.opencontainers.image.base.digest";

    /// <summary>Clocks differ, and time zones are forgotten.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(2);

    /// <summary>Docker's first release. Reproducible builds set times on purpose, most often to the epoch.</summary>
    private static readonly DateTimeOffset First = new(2013, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public IEnumerable<Finding> Find(ImageView image)
    {
        if (image.Configuration is not { } configuration) yield break;
        if (Implausible(configuration.Created, image.Now) is { } why)
            yield return new Finding { Kind = FindingKinds.ConfigCreatedImplausible, Path = "image.created", Severity = Severity.Info, Reason = $"the image says that it was made at {configuration.Created}, {why}" };
        if (BaseOf(configuration) is { } name)
            yield return new Finding { Kind = FindingKinds.ConfigBaseUnpinned, Path = "image.base", Severity = Severity.Info, Reason = $"the image names its base as {HistoryLine.Shorten(name)}, a tag that moves, and no digest" };
    }

    private static string? Implausible(string? created, DateTimeOffset now)
    {
        // Most were made some day between, and reading the time of it costs more than all other rules.
        if (created is null || (DayOf(created) is { } day && day > DayNumber(First.Year, First.Month, First.Day + 1) && day < DayNumber(now.Year, now.Month, now.Day - 1))) return null;
        if (!DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
        if (time > now + Tolerance) return "which was still to come when it was opened";
        return time < First ? "before there were such images; builds that are to be the same every time do that" : null;
    }

    /// <summary>Days by their order, where a date begins with year, month and day (RFC 3339).</summary>
    private static int? DayOf(string date) =>
        date.Length > 10 && date[4] == '-' && date[7] == '-' && date[10] is 'T' or 't' or ' ' && Digits(date, 0, 4) is { } year && Digits(date, 5, 2) is { } month && Digits(date, 8, 2) is { } day
            ? DayNumber(year, month, day)
            : null;

    private static int DayNumber(int year, int month, int day) => (((year * 12) + month) * 32) + day;

    private static int? Digits(string text, int start, int count)
    {
        var number = 0;
        for (var i = start; i < start + count; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return null;
            number = (number * 10) + text[i] - '0';
        }
        return number;
    }

    private static string? BaseOf(ConfigurationFacts configuration)
    {
        if (Value(configuration, BaseDigest) is { Length: > 0 } || Value(configuration, BaseName) is not { Length: > 0 } name || name.Contains('@', StringComparison.Ordinal)) return null;
        var tag = name.LastIndexOf(':') is var colon and > 0 && colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "latest";
        return tag is "latest" or "stable" or "edge" or "main" or "master" or "nightly" ? name : null;
    }

    private static string? Value(ConfigurationFacts configuration, string key) => configuration.Labels.GetValueOrDefault(key) ?? configuration.Annotations.GetValueOrDefault(key);
}
