using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Secrets;

/// <summary>A secret in a text.</summary>
/// <param name="Rule">The rule that tells it.</param>
/// <param name="Start">Where its value starts.</param>
/// <param name="Value">The value. It is never kept: what is kept is its mask.</param>
/// <param name="Verdict">What the rule says of it.</param>
internal sealed record SecretMatch(SecretRule Rule, int Start, string Value, SecretVerdict Verdict)
{
    /// <summary>Where its value ends.</summary>
    public int End => Start + Value.Length;

    /// <summary>How much it matters at a place.</summary>
    public Severity SeverityAt(SecretPlace place) =>
        place.IsQuiet && Rule.Severity > Severity.Low ? Severity.Low : Verdict == SecretVerdict.Doubtful && Rule.Severity > Severity.Medium ? Severity.Medium : Rule.Severity;

    /// <summary>What is said of it.</summary>
    public string Reason => $"{Rule.Title}: {SecretMask.Of(Value)}{(Verdict == SecretVerdict.Doubtful ? ", whose checksum is wrong" : "")}";
}
