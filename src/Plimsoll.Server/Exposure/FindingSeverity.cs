using Plimsoll.Core.Advisories;

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

    /// <summary>What a score counts when urgency is compared.</summary>
    internal double Weight => Score ?? Middles[Rank(Word)];

    /// <summary>Whether a severity is as bad as another one or worse.</summary>
    public static bool IsAtLeast(string word, string other) => Rank(word) <= Rank(other);

    /// <summary>The place among <see cref="Words"/>; 0 is the worst.</summary>
    internal static int Rank(string word) => Words.Index().FirstOrDefault(entry => entry.Item == word, (Index: Words.Count - 1, Item: Unknown)).Index;

    /// <summary>Judges by everything that is said; who comes first counts first.</summary>
    internal static FindingSeverity Of(IReadOnlyList<AdvisorySeverity> said)
    {
        var scored = said.Select(severity => (Severity: severity, Score: ScoreOf(severity))).Where(entry => entry.Score is not null).OrderByDescending(entry => entry.Score).FirstOrDefault();
        var vector = scored.Severity is { } best ? best.Vector : said.FirstOrDefault(severity => severity.Vector is not null)?.Vector;
        foreach (var severity in said)
        {
            if (WordOf(severity.Word) is { } word) return new FindingSeverity(word, severity.Origin, scored.Score, vector);
        }
        return scored.Severity is { } judged ? new FindingSeverity(Band(scored.Score!.Value), judged.Origin, scored.Score, vector) : new FindingSeverity(Unknown, null, null, vector);
    }

    /// <summary>The one place where a judgement becomes a score.</summary>
    private static double? ScoreOf(AdvisorySeverity severity) => severity.Score;

    /// <summary>https://www.first.org/cvss/v4-0/specification-document#Qualitative-Severity-Rating-Scale; the same in 3.1.</summary>
    private static string Band(double score) => score switch { >= 9 => "critical", >= 7 => "high", >= 4 => "medium", > 0 => "low", _ => "negligible" };

    private static string? WordOf(string? vendor) => vendor?.ToLowerInvariant() switch
    {
        "critical" => "critical",
        "important" or "high" => "high",
        "moderate" or "medium" => "medium",
        "low" or "minor" => "low",
        "negligible" or "unimportant" or "none" => "negligible",
        _ => null,
    };
}
