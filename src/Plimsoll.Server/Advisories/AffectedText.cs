using Plimsoll.Core.Advisories;

namespace Plimsoll.Server.Advisories;

/// <summary>Ranges of versions as people read them: <c>from 2.4 before 2.12.2</c>.</summary>
public static class AffectedText
{
    private const int MaxVersions = 20;

    /// <summary>The versions a statement holds for.</summary>
    public static string Of(AffectedPackage affected)
    {
        var ranges = affected.Ranges.Select(Of).ToList();
        if (affected.Ranges.Count == 0 && affected.Versions.Count > 0)
            ranges.Add(string.Join(", ", affected.Versions.Take(MaxVersions)) + (affected.Versions.Count > MaxVersions ? $" and {affected.Versions.Count - MaxVersions} more" : ""));
        return ranges.Count == 0 ? "(none named)" : string.Join("; ", ranges);
    }

    private static string Of(AffectedRange range)
    {
        var words = range.Constraint ?? string.Join(' ', range.Events.Select(Of).Where(word => word.Length > 0));
        if (words.Length == 0) words = "all";
        return range.Meaning switch { RangeMeaning.Mended => $"mended: {words}", RangeMeaning.Unaffected => $"not affected: {words}", _ => words };
    }

    private static string Of(RangeEvent change) => change.Kind switch
    {
        RangeEventKind.Introduced => change.Version == "0" ? "" : $"from {change.Version}",
        RangeEventKind.Fixed => $"before {change.Version}",
        RangeEventKind.LastAffected => $"up to {change.Version}",
        _ => $"below {change.Version}",
    };
}
