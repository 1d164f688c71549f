using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Scoring;

/// <summary>The judgement that counts among those of a vulnerability, with who judged.</summary>
/// <param name="Band">How bad it is.</param>
/// <param name="Score">Base score; null where the judge only had a word.</param>
/// <param name="Origin">Who judged; null where nobody did.</param>
public sealed record Severity(SeverityBand Band, double? Score, string? Origin)
{
    private const string Nvd = "NVD";

    /// <summary>Nobody judged, which is not "none".</summary>
    public static Severity Unknown { get; } = new(SeverityBand.Unknown, null, null);

    /// <summary>
    /// Chooses: the word of the vendor whose record it is, then CVSS 4.0, then 3.x, then the others' words, and what NVD says last. A score is computed from the vector; the one that the feed has counts only
    /// where there is no vector.
    /// </summary>
    public static Severity Choose(IEnumerable<AdvisorySeverity> judgements) => judgements.Select(j => (Judgement: j, Severity: Of(j)))
        .Where(judged => judged.Severity is not null).OrderBy(judged => Rank(judged.Judgement)).Select(judged => judged.Severity).FirstOrDefault() ?? Unknown;

    private static Severity? Of(AdvisorySeverity judgement)
    {
        var score = (judgement.Vector is { } vector ? Cvss.BaseScore(vector) : null) ?? judgement.Score;
        if (judgement.Word is { } word && BandOf(word) is { } band) return new Severity(band, score, judgement.Origin);
        return score is { } known ? new Severity(Cvss.Band(known), known, judgement.Origin) : null;
    }

    private static int Rank(AdvisorySeverity judgement) => (judgement.Origin == Nvd ? 10 : 0) + (judgement.Word is not null ? 0 : judgement.Scale switch
    {
        SeverityScale.CvssV4 => 1,
        SeverityScale.CvssV3 => 2,
        _ => 3,
    });

    /// <summary>The words of the vendors; null for one that is no judgement, such as Debian's "not yet assigned".</summary>
    private static SeverityBand? BandOf(string word) => word.ToUpperInvariant() switch
    {
        "CRITICAL" => SeverityBand.Critical,
        "HIGH" or "IMPORTANT" => SeverityBand.High,
        "MEDIUM" or "MODERATE" => SeverityBand.Medium,
        "LOW" or "MINOR" => SeverityBand.Low,
        "NEGLIGIBLE" or "UNIMPORTANT" or "NONE" => SeverityBand.None,
        _ => null,
    };
}
