using Plimsoll.Server.Exposure;

namespace Plimsoll.Cli.Vulns;

/// <summary>What scripts are told: by default only whether everything could be evaluated; what is found counts when it was asked for.</summary>
internal sealed class VulnsVerdict(ImageFindings everything, string? failOn, bool isStrict)
{
    /// <summary>What counts against the image.</summary>
    public IReadOnlyList<VulnerabilityFinding> Present { get; } = [.. everything.Findings.Where(finding => finding.IsCounted)];

    /// <summary>One of <see cref="ExitCode"/>: a refusal comes before a warning, and that before what is not known.</summary>
    public int Code =>
        failOn is not null && Present.Any(finding => FindingSeverity.IsAtLeast(finding.Severity, failOn)) ? ExitCode.Denied
        : isStrict && Present.Count > 0 ? ExitCode.Warnings
        : everything.NotEvaluated.Count > 0 || (failOn is not null && Present.Any(IsUnjudged)) ? ExitCode.NotReady
        : ExitCode.Ok;

    /// <summary>One line.</summary>
    public string Sentence(int packages)
    {
        var counts = string.Join(", ", FindingSeverity.Words.Select(word => (word, Count: Present.Count(finding => finding.Severity == word))).Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.word}"));
        var found = Present.Count == 0 ? $"Nothing is known against {Plural(packages, "package")}" : $"{Plural(Present.Count, "vulnerability")} in {Plural(packages, "package")}: {counts}";
        var gaps = everything.NotEvaluated.Count;
        var (vex, trifles) = (everything.Vex, everything.Findings.Count(finding => finding.IsPresent && !finding.IsCounted && !finding.IsExcused));
        if (vex.NotAffected + vex.Fixed > 0) found += $"; {vex.NotAffected + vex.Fixed} more are said not to reach it (VEX: {vex.NotAffected} not affected, {vex.Fixed} fixed)";
        if (vex.Contradicted > 0) found += $"; statements about {vex.Contradicted} contradict each other";
        if (trifles > 0) found += $"; {trifles} more are unimportant or informational";
        return (Code == ExitCode.Denied ? "Denied: " : "") + found + (gaps == 0 ? "" : $"; not everything could be evaluated, for {Plural(gaps, "reason")}");
    }

    /// <summary>Nobody judged it, so that it may be as bad as what is asked for.</summary>
    private static bool IsUnjudged(VulnerabilityFinding finding) => finding.Severity == FindingSeverity.Words[^1];

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {(noun.EndsWith('y') ? noun[..^1] + "ies" : noun + "s")}";
}
