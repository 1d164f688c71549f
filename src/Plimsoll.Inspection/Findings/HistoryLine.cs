using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Findings;

/// <summary>Lines of the history as people wrote them: Docker and BuildKit put words of their own around.</summary>
internal static partial class HistoryLine
{
    private const int Longest = 120;

    /// <summary>Takes away <c>/bin/sh -c</c>, <c>#(nop)</c>, <c>|2 A=1 B=2</c> and <c># buildkit</c>.</summary>
    public static string Clean(string line)
    {
        line = Suffix().Replace(line.Trim(), "");
        return Prefix().Replace(line, "").Trim();
    }

    /// <summary>A line for a sentence.</summary>
    public static string Shorten(string line)
    {
        var clean = Clean(line).ReplaceLineEndings(" ");
        return clean.Length <= Longest ? clean : clean[..Longest] + "…";
    }

    [GeneratedRegex(@"^(RUN\s+)?(\|\d+\s(\S+=\S*\s+)*)?(/bin/(ba)?sh\s+-\S*c\s+)?(#\(nop\)\s+)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\s*# buildkit$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Suffix();
}
