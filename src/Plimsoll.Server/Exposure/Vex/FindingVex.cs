using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>What documents (VEX) say of a finding. They add a status to it, and take nothing away.</summary>
/// <param name="Status"><c>not_affected</c>, <c>affected</c>, <c>fixed</c> or <c>under_investigation</c>, by the statement that counts; missing where none may.</param>
/// <param name="Justification">Why it is not affected, in the words of the format.</param>
/// <param name="Author">Whose word it is, as the document says.</param>
/// <param name="Document">Digest of the document.</param>
/// <param name="IsContradicted">True when another one that may count says something else.</param>
/// <param name="Statements">All that are about it, the weightiest first.</param>
public sealed record FindingVex(string? Status, string? Justification, string? Author, string? Document, bool IsContradicted, IReadOnlyList<FindingStatement> Statements)
{
    /// <summary>Statements that are listed of one finding.</summary>
    private const int MaxStatements = 20;

    /// <summary>What was weighed; null where nobody said anything.</summary>
    internal static FindingVex? Of(VexVerdict verdict)
    {
        if (verdict.All.Count == 0) return null;
        var decided = verdict.Decided?.Statement;
        return new FindingVex(
            decided is null ? null : Evidence.Word(decided.Status), decided?.Justification, decided?.Author, decided?.Document.Value, verdict.Contradicting.Count > 0,
            [.. verdict.All.Take(MaxStatements).Select(voice => FindingStatement.Of(voice, ReferenceEquals(voice, verdict.Decided)))]);
    }
}

/// <summary>One statement about a finding.</summary>
/// <param name="Status">What it says.</param>
/// <param name="Justification">Why it is not affected.</param>
/// <param name="Note">The author's words about it.</param>
/// <param name="Author">Author of the document, by its own word.</param>
/// <param name="Origin">Whose word it is: <c>triage</c> (given here), <c>author</c> (came with the image), <c>vendor</c>, <c>hub</c> (imported), <c>analysis</c> (what is in the files).</param>
/// <param name="Document">Digest of the document.</param>
/// <param name="Timestamp">When it was said.</param>
/// <param name="IsTrusted">Whether it may decide.</param>
/// <param name="Decides">Whether it does.</param>
public sealed record FindingStatement(string Status, string? Justification, string? Note, string? Author, string Origin, string Document, DateTimeOffset? Timestamp, bool IsTrusted, bool Decides)
{
    /// <summary>What became of the signature of a document that came with the image; missing for others.</summary>
    public VexSignature? Signature { get; init; }

    internal static FindingStatement Of(VexVoice voice, bool decides) => new(
        Evidence.Word(voice.Statement.Status), voice.Statement.Justification, voice.Statement.Note, voice.Statement.Author, Evidence.Word(voice.Origin), voice.Statement.Document.Value, voice.Statement.Timestamp, voice.IsTrusted, decides)
    { Signature = voice.Signature };
}

/// <summary>What statements come to for an image.</summary>
/// <param name="NotAffected">Findings of which a statement that counts says that they do not reach the image.</param>
/// <param name="Fixed">Those that are said to be mended in it.</param>
/// <param name="Contradicted">Those about which statements that may count differ.</param>
/// <param name="Problems">Documents that could not be read.</param>
public sealed record VexSummary(int NotAffected, int Fixed, int Contradicted, IReadOnlyList<string> Problems)
{
    internal static VexSummary Of(IReadOnlyList<VulnerabilityFinding> findings, IReadOnlyList<string> problems) => new(
        findings.Count(finding => !finding.IsSettled && finding.Vex?.Status == "not_affected"), findings.Count(finding => !finding.IsSettled && finding.Vex?.Status == "fixed"), findings.Count(finding => finding.Vex is { IsContradicted: true }), problems);
}
