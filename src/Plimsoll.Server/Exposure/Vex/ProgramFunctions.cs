using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>
/// Whether the functions that a record names (Go vulndb, <c>imports[].symbols</c>) are in a program at all. That the linker left all of them out is kept as a statement beside the finding, the weakest there is: it adds a status and
/// takes nothing away.
/// </summary>
internal static class ProgramFunctions
{
    private const int MaxNamed = 5;

    /// <summary>What the program tells.</summary>
    /// <param name="package">The module in the program.</param>
    /// <param name="record">The record, and the names of the vulnerability.</param>
    /// <param name="names">All names of the vulnerability.</param>
    /// <param name="symbols">What the record says is affected; empty for everything.</param>
    /// <returns>A statement where none of the functions is there, and words for the evidence; null for both where the record names no functions.</returns>
    public static (VexVoice? Voice, string? Words) Judge(PackageFacts package, AdvisoryKey record, IReadOnlyList<string> names, IReadOnlyList<AffectedSymbols> symbols)
    {
        if (package.Type != "golang" || symbols.Count == 0) return (null, null);
        if (package.Main == true || SymbolFilter.Read(package.Properties?.GetValueOrDefault(SymbolFilter.Property)) is not { } filter)
            return (null, "which functions are in the program is not known, so that it was not evaluated by those that the record names");
        string[] wanted = [.. symbols.SelectMany(part => part.Symbols.Count == 0 ? [part.Path] : part.Symbols.Select(symbol => $"{part.Path}.{symbol}"))];
        if (Array.Find(wanted, filter.MayHave) is { } there) return (null, $"the program may have {there}");
        var words = $"the program has none of the functions that {record.Id} names: {string.Join(", ", wanted.Take(MaxNamed))}{(wanted.Length > MaxNamed ? $" and {wanted.Length - MaxNamed} more" : "")}";
        if (!Purl.TryParse(package.Purl, out var purl)) return (null, words);
        var statement = new VexStatement
        {
            Vulnerabilities = names,
            Status = VexStatus.NotAffected,
            Products = [new VexProduct(purl, [])],
            Justification = "vulnerable_code_not_present",
            Note = words,
            Author = "Plimsoll",
            Document = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(words)),
        };
        return (new VexVoice(statement, VexOrigin.Analysis, IsTrusted: true), words);
    }
}
