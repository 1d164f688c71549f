using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching.Programs;

namespace Plimsoll.Server.Exposure;

/// <summary>What the table of programs says, in the form of stored statements. Their numbers are below zero, where no stored record is.</summary>
/// <param name="Statements">The statements.</param>
/// <param name="Records">The records by number.</param>
internal sealed record ProgramStatements(IReadOnlyList<StoredStatement> Statements, IReadOnlyDictionary<long, Advisory> Records)
{
    /// <summary>What is said under keys.</summary>
    public static ProgramStatements Of(IEnumerable<PackageKey> keys)
    {
        var records = keys.Distinct().SelectMany(KnownPrograms.Of).Index().ToDictionary(entry => -1L - entry.Index, entry => entry.Item);
        return new ProgramStatements([.. records.Select(entry => new StoredStatement(entry.Key, entry.Key, entry.Value.Source, entry.Value.Id, entry.Value.Affected[0]))], records);
    }
}
