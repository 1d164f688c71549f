namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>A licence that stands in a text.</summary>
/// <param name="Id">The licence.</param>
/// <param name="Score">How much of both is the same, up to 1.</param>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="End">Where it ends, in bytes.</param>
internal sealed record TextMatch(string Id, double Score, int Start, int End);

/// <summary>What a text was recognised as.</summary>
/// <param name="Matches">The licences in it, in order of place.</param>
/// <param name="Words">Words that count.</param>
/// <param name="Explained">Those of them that belong to a licence.</param>
internal sealed record TextFinding(IReadOnlyList<TextMatch> Matches, int Words, int Explained);
