using Plimsoll.Core.Advisories;

namespace Plimsoll.Server.Exposure;

/// <summary>What this room asks the advisories.</summary>
internal interface IAdvisorySource
{
    /// <summary>What stands, by key; nothing of records that were withdrawn.</summary>
    ValueTask<ILookup<PackageKey, AdvisoryStatement>> ListStatementsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken);

    /// <summary>Identifiers of the records that are about a vulnerability, by any of its names; the name itself among them.</summary>
    ValueTask<IReadOnlyList<string>> ListIdentifiersAsync(string name, CancellationToken cancellationToken);

    /// <summary>A record; null when it is not there any more.</summary>
    ValueTask<Advisory?> FindAsync(AdvisoryKey key, CancellationToken cancellationToken);
}
