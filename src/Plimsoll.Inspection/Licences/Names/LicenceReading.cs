using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Names;

/// <summary>Words, and what they were taken for.</summary>
internal sealed record MappedWords(string Words, string Licence);

/// <summary>What was made of a statement.</summary>
internal sealed record LicenceReading
{
    /// <summary>A statement that says nothing.</summary>
    public static LicenceReading Nothing { get; } = new();

    /// <summary>The expression; null when nothing is stated.</summary>
    public LicenceExpression? Expression { get; init; }

    /// <summary>The words that are no SPDX, and what they were taken for.</summary>
    public IReadOnlyList<MappedWords> Mapped { get; init; } = [];

    /// <summary>The words that mean nothing here.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Low when words are unknown, medium when something had to be guessed.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>The file that the statement refers to, where it does nothing else; empty when it does not name it.</summary>
    public string? File { get; init; }
}
