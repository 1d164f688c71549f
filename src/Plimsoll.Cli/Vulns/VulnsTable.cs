using System.Text;
using Plimsoll.Cli.Inspect;
using Plimsoll.Server.Exposure;

namespace Plimsoll.Cli.Vulns;

/// <summary>What is known against an image, for people.</summary>
internal static class VulnsTable
{
    private const int MaxRows = 200;
    private const int MaxGaps = 50;
    private const int LongestCell = 160;

    public static string Render(ImageFindings findings, VulnsVerdict verdict, string reference, int packages)
    {
        var text = new StringBuilder(verdict.Sentence(packages)).Append('\n');
        if (findings.Findings.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["VULNERABILITY", "SEVERITY", "PACKAGE", "VERSION", "FIXED IN", "STATUS", ">LAYER", "ALSO"], findings.Findings.Take(MaxRows).Select(finding => (string[])
            [
                finding.Id, finding.Severity + (finding.KevAdded is null ? "" : ", exploited"), finding.Package.Name, finding.Package.Version, finding.FixedIn ?? "-", Status(finding), finding.Package.Layer.ToString(),
                Cut(string.Join(' ', finding.Aliases)),
            ]));
            if (findings.Findings.Count > MaxRows) text.Append($"… {findings.Findings.Count - MaxRows} more: --format json has all\n");
        }
        text.Append($"\n{findings.Hidden} hidden: fixed, not affected, unimportant, or less severe than asked for; --all lists those that are settled\n");
        foreach (var problem in findings.Vex.Problems.Take(MaxGaps)) text.Append($"VEX that could not be read: {TextTable.Printable(Cut(problem))}\n");
        if (findings.NotEvaluated.Count > 0)
        {
            TextTable.Append(text.Append('\n'), ["NOT EVALUATED", "REASON"], findings.NotEvaluated.Take(MaxGaps).Select(gap => (string[])[gap.About, Cut(gap.Reason)]));
            if (findings.NotEvaluated.Count > MaxGaps) text.Append($"… {findings.NotEvaluated.Count - MaxGaps} more: --format json has all\n");
        }
        var next = findings.Findings is [var first, ..] ? "plimsoll advisories show " + TextTable.Printable(first.Id) : findings.NotEvaluated.Count > 0 ? "plimsoll advisories list" : $"plimsoll vulns {TextTable.Printable(reference)} --format json";
        return text.Append("\nNext: ").Append(next).Append('\n').ToString();
    }

    /// <summary>What the vendor says, then what documents say that count; those that only are shown have a question mark.</summary>
    private static string Status(VulnerabilityFinding finding)
    {
        var status = finding.VendorStatus is { Length: <= 20 } word ? $"{finding.Status} ({word})" : finding.Informational is { } informational ? informational : finding.Status;
        return finding.Vex switch
        {
            null => status,
            { Status: { } said, IsContradicted: true } => $"{status}, vex: {said}, contradicted",
            { Status: { } said } => $"{status}, vex: {said}",
            { Statements: var shown } => $"{status}, vex: {shown[0].Status}?",
        };
    }

    private static string Cut(string text) => text.Length <= LongestCell ? text : text[..LongestCell] + "…";
}
