using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>What the history says of how the image was built. It is a claim of the builder: what it leaves out is not seen.</summary>
internal sealed partial class HistoryRule : IFindingRule
{
    /// <summary>Longest line that is looked at, in characters.</summary>
    private const int Longest = 64 << 10;

    private static readonly string[] Downloads = ["curl", "wget", "fetch", "aria2c"];
    private static readonly string[] Schemes = ["http://", "https://", "ftp://", "git://", "git@"];

    public IEnumerable<Finding> Find(ImageView image)
    {
        var history = image.Configuration?.History ?? [];
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].CreatedBy is not { Length: <= Longest } createdBy) continue;
            var line = HistoryLine.Clean(createdBy);
            if (RunsDownload(line))
                yield return Describe(FindingKinds.HistoryCurlPipeSh, i, history[i], Severity.High, $"a download is run unseen: {HistoryLine.Shorten(createdBy)}");
            if (AddedUrl(line) is { } url)
                yield return Describe(FindingKinds.HistoryAddUrl, i, history[i], Severity.Medium, $"ADD takes {HistoryLine.Shorten(url)} from the network{(line.Contains("--checksum=") ? "" : ", whatever it is that day")}");
        }
    }

    /// <summary>Expressions cost much to prepare and most histories need none.</summary>
    private static bool RunsDownload(string line) =>
        Array.Exists(Downloads, program => line.Contains(program, StringComparison.Ordinal)) && (PipeToShell().IsMatch(line) || ShellOfDownload().IsMatch(line));

    private static string? AddedUrl(string line)
    {
        if (!line.StartsWith("ADD ", StringComparison.OrdinalIgnoreCase)) return null;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal));
        return words.FirstOrDefault(word => Array.Exists(Schemes, scheme => word.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)));
    }

    private static Finding Describe(string kind, int index, HistoryEntry entry, Severity severity, string reason) =>
        new() { Kind = kind, Path = $"history[{index}]", Layer = entry.Layer, Severity = severity, Reason = reason };

    [GeneratedRegex(@"\b(curl|wget|fetch|aria2c)\b[^|;&]*(\|\s*(tee\b[^|]*|gunzip[^|]*|gzip -d[^|]*|base64[^|]*))?\|\s*(sudo\s+(-\S+\s+)*)?(/\S*/)?(env\s+)?((ba|z|da|a|k)?sh|python[0-9.]*|perl|ruby|node|php)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PipeToShell();

    [GeneratedRegex(@"\b((ba|z|da|a|k)?sh|eval|source|python[0-9.]*|perl)\s+(-\S+\s+)*[""']?(\$\(|<\(|`)\s*(curl|wget)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShellOfDownload();
}
