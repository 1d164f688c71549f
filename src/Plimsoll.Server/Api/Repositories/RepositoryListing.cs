using Plimsoll.Core;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>Lists the repositories that a caller may know of.</summary>
internal sealed class RepositoryListing(IMetadataStore metadata)
{
    private const int BatchSize = 500;

    /// <summary>Repositories in order of name.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="text">Part of the name; null for all.</param>
    /// <param name="after">Only those behind this name.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RepositorySummary>> ListAsync(Caller caller, string? text, RepositoryName? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<RepositorySummary>();
        while (true)
        {
            var batch = await metadata.Manifests.ListRepositoriesAsync(after, BatchSize, cancellationToken);
            foreach (var repository in batch)
            {
                if (!string.IsNullOrEmpty(text) && !repository.Name.Value.Contains(text, StringComparison.OrdinalIgnoreCase)) continue;
                if (!caller.MaySee(repository.Name)) continue;
                found.Add(repository);
                if (found.Count == limit) return found;
            }
            if (batch.Count < BatchSize) return found;
            after = batch[^1].Name;
        }
    }
}
