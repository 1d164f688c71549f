using Plimsoll.Core.Advisories;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Matching.Programs;

namespace Plimsoll.Server.Exposure;

/// <summary>The advisories of this registry. Records that their database splits by package count as one: a component is known by one of the packages.</summary>
internal sealed class StoredAdvisories(IMetadataStore metadata) : IAdvisorySource
{
    private const int MaxRecords = 500;

    public async ValueTask<ILookup<PackageKey, AdvisoryStatement>> ListStatementsAsync(IReadOnlyList<PackageKey> keys, CancellationToken cancellationToken) =>
        (await metadata.Advisories.ListStatementsAsync(keys, cancellationToken)).Concat(ProgramStatements.Of(keys).Statements).ToLookup(said => said.Affected.Key(), said => new AdvisoryStatement(new AdvisoryKey(said.Source, said.Id), said.Affected));

    public async ValueTask<IReadOnlyList<string>> ListIdentifiersAsync(string name, CancellationToken cancellationToken) =>
        [.. (await metadata.Advisories.FindAsync(name, MaxRecords, cancellationToken)).Select(record => record.Advisory.Id).Append(name).Distinct(StringComparer.Ordinal)];

    public async ValueTask<Advisory?> FindAsync(AdvisoryKey key, CancellationToken cancellationToken) =>
        (await metadata.Advisories.FindAsync(key.Id, MaxRecords, cancellationToken)).FirstOrDefault(record => record.Advisory.Source == key.Source && record.Advisory.Id == key.Id)?.Advisory
        ?? (key.Source == KnownPrograms.Source ? KnownPrograms.All.FirstOrDefault(record => record.Id == key.Id && record.Part == key.Part) : null);
}
