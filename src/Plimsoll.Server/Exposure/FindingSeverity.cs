using Plimsoll.Core.Advisories;
using Plimsoll.Vulnerabilities.Scoring;

namespace Plimsoll.Server.Exposure;

/// <summary>How bad it is, with who says so: the word of the vendor counts, then the score. None is made up where there is none.</summary>
/// <param name="Word">One of <see cref="Words"/>.</param>
/// <param name="Origin">Who judged.</param>
/// <param name="Score">The highest base score.</param>
/// <param name="Vector">Its vector, or where there is no score the first vector.</param>
public sealed record FindingSeverity(string Word, string? Origin, double? Score, string? Vector)
{
    /// <summary>The words, the worst first. What nobody judged comes last, which does not mean that it is harmless.</summary>
    public static IReadOnlyList<string> Words { get; } = ["critical", "high", "medium", "low", "negligible", Unknown];

    private const string Unknown = "unknown";

    /// <summary>What stands for a score where there is only a word: the middle of its band.</summary>
    private static readonly double[] Middles = [9.5, 8, 5.5, 2, 0.5, 5];

    private static readonly SeverityBand[] Bands = [SeverityBand.Critical, SeverityBand.High, SeverityBand.Medium, SeverityBand.Low, SeverityBand.None, SeverityBand.Unknown];

    /// <summary>What counts when urgency is compared.</summary>
    internal Severity Weighed => new(Bands[Rank(Word)], Score ?? Middles[Rank(Word)], Origin);

    /// <summary>Whether a severity is as bad as another one or worse.</summary>
    public static bool IsAtLeast(string word, string other) => Rank(word) <= Rank(other);

    /// <summary>The place among <see cref="Words"/>; 0 is the worst.</summary>
    internal static int Rank(string word) => Words.Index().FirstOrDefault(entry => entry.Item == word, (Index: Words.Count - 1, Item: Unknown)).Index;

    /// <summary>Judges by everything that is said; the score is the highest, computed from the vector where there is one.</summary>
    internal static FindingSeverity Of(IReadOnlyList<AdvisorySeverity> said)
    {
        var chosen = Severity.Choose(said);
        var scored = said.Select(severity => (Severity: severity, Score: ScoreOf(severity))).Where(entry => entry.Score is not null).OrderByDescending(entry => entry.Score).FirstOrDefault();
        var vector = scored.Severity is { } best ? best.Vector : said.FirstOrDefault(severity => severity.Vector is not null)?.Vector;
        return new FindingSeverity(WordOf(chosen.Band), chosen.Origin, scored.Score, vector);
    }

    private static double? ScoreOf(AdvisorySeverity severity) => (severity.Vector is { } vector ? Cvss.BaseScore(vector) : null) ?? severity.Score;

    private static string WordOf(SeverityBand band) => band switch
    {
        SeverityBand.Critical => "critical",
        SeverityBand.High => "high",
        SeverityBand.Medium => "medium",
        SeverityBand.Low => "low",
        SeverityBand.None => "negligible",
        _ => Unknown,
    };
}
