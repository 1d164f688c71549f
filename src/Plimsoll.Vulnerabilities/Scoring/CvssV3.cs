namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>CVSS 3.0 and 3.1, section 7.1 and 7.4 of the specification. They differ in how a score is rounded up.</summary>
internal static class CvssV3
{
    private static readonly double[] Vectors = [0.85, 0.62, 0.55, 0.2];
    private static readonly double[] Complexities = [0.77, 0.44];
    private static readonly double[] Privileges = [0.85, 0.62, 0.27];
    private static readonly double[] PrivilegesOfChanged = [0.85, 0.68, 0.5];
    private static readonly double[] Interactions = [0.85, 0.62];
    private static readonly double[] Impacts = [0.56, 0.22, 0];

    public static double? BaseScore(CvssMetrics metrics)
    {
        var vector = metrics.IndexOf("AV", "NALP");
        var complexity = metrics.IndexOf("AC", "LH");
        var privileges = metrics.IndexOf("PR", "NLH");
        var interaction = metrics.IndexOf("UI", "NR");
        var scope = metrics.IndexOf("S", "UC");
        var (confidentiality, integrity, availability) = (metrics.IndexOf("C", "HLN"), metrics.IndexOf("I", "HLN"), metrics.IndexOf("A", "HLN"));
        if ((vector | complexity | privileges | interaction | scope | confidentiality | integrity | availability) < 0) return null;
        var isChanged = scope == 1;
        var part = 1 - ((1 - Impacts[confidentiality]) * (1 - Impacts[integrity]) * (1 - Impacts[availability]));
        var impact = isChanged ? (7.52 * (part - 0.029)) - (3.25 * Math.Pow(part - 0.02, 15)) : 6.42 * part;
        if (impact <= 0) return 0;
        var exploitability = 8.22 * Vectors[vector] * Complexities[complexity] * (isChanged ? PrivilegesOfChanged : Privileges)[privileges] * Interactions[interaction];
        return RoundUp(Math.Min((isChanged ? 1.08 : 1) * (impact + exploitability), 10), metrics.Version);
    }

    /// <summary>Appendix A of 3.1 keeps errors of floating point out; 3.0 did not.</summary>
    private static double RoundUp(double score, string version)
    {
        if (version == "3.0") return Math.Ceiling(score * 10) / 10;
        var whole = (long)Math.Round(score * 100_000);
        return whole % 10_000 == 0 ? whole / 100_000.0 : ((whole / 10_000) + 1) / 10.0;
    }
}
