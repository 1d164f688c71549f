using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>What the history says of how the image was built. It is a claim of the builder: what it leaves out is not seen.</summary>
internal sealed class HistoryRule : IFindingRule
{
    /// <summary>Longest line that is looked at, in characters.</summary>
    private const int Longest = 64 << 10;

    /// <summary>Characters of the whole history that are looked at.</summary>
    private const int Most = 1 << 20;

    private static readonly string[] Schemes = ["http://", "https://", "ftp://", "git://", "git@"];

    public IEnumerable<Finding> Find(ImageView image)
    {
        var history = image.Configuration?.History ?? [];
        var left = Most;
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].CreatedBy is not { Length: <= Longest } createdBy || (left -= createdBy.Length) < 0) continue;
            var line = HistoryLine.Clean(createdBy);
            if (RunDownload.IsIn(line))
                yield return Describe(FindingKinds.HistoryCurlPipeSh, i, history[i], Severity.High, $"a download is run unseen: {HistoryLine.Shorten(createdBy)}");
            if (AddedUrl(line) is { } url)
                yield return Describe(FindingKinds.HistoryAddUrl, i, history[i], Severity.Medium, $"ADD takes {HistoryLine.Shorten(url)} from the network{(line.Contains("--checksum=") ? "" : ", whatever it is that day")}");
            foreach (var (practice, what) in BuildPractices.In(line))
                yield return Describe(practice.Kind, i, history[i], practice.Severity, $"{practice.Reason}: {HistoryLine.Shorten(what)}");
        }
    }

    private static string? AddedUrl(string line)
    {
        if (!line.StartsWith("ADD ", StringComparison.OrdinalIgnoreCase)) return null;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal));
        return words.FirstOrDefault(word => Array.Exists(Schemes, scheme => word.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)));
    }

    private static Finding Describe(string kind, int index, HistoryEntry entry, Severity severity, string reason) =>
        new() { Kind = kind, Path = $"history[{index}]", Layer = entry.Layer, Severity = severity, Reason = reason };
}
