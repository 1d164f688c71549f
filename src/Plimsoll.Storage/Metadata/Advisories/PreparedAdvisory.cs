using Plimsoll.Core.Advisories;

namespace Plimsoll.Storage.Metadata.Advisories;

/// <summary>A record as the tables hold it. It is made before the transaction, because packing costs more than storing.</summary>
internal sealed class PreparedAdvisory
{
    /// <summary>Writes, hashes and packs a record.</summary>
    public PreparedAdvisory(Advisory advisory)
    {
        Advisory = advisory;
        var head = AdvisoryJson.Write(advisory with { Affected = [] });
        Statements = [.. advisory.Affected.Select(affected => new PreparedStatement(affected.Key(), AdvisoryJson.Write(affected)))];
        Hash = AdvisoryJson.Hash(head, Statements.Select(statement => statement.Content));
        Head = PackedText.Pack(head);
        Aliases = [.. advisory.Aliases.Concat(advisory.Upstream).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The record.</summary>
    public Advisory Advisory { get; }

    /// <summary>The record without its packages, packed.</summary>
    public byte[] Head { get; }

    /// <summary>Hash of the content.</summary>
    public byte[] Hash { get; }

    /// <summary>What it says about packages.</summary>
    public IReadOnlyList<PreparedStatement> Statements { get; }

    /// <summary>The names it is found by besides its own.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>What the tables have for <see cref="Advisory.Part"/>: a key has no nulls.</summary>
    public string Part => Advisory.Part ?? "";
}

/// <summary>A statement as the tables hold it.</summary>
/// <param name="Key">The package.</param>
/// <param name="Content">The statement as JSON.</param>
internal readonly record struct PreparedStatement(PackageKey Key, byte[] Content);
