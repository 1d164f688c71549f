using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>Lists what one repository holds, page by page, for callers who may read it.</summary>
internal sealed class RepositoryContent(IMetadataStore metadata)
{
    /// <summary>Reads so many records of a repository, in the order of the list.</summary>
    public delegate ValueTask<IReadOnlyList<T>> Source<T>(IManifestCatalog catalog, RepositoryName repository, int limit);

    /// <summary>One page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="repository">Name of the repository, as it was given.</param>
    /// <param name="n">Entries of the page, as they were asked for.</param>
    /// <param name="source">Where the records come from.</param>
    /// <param name="entry">What is shown of a record.</param>
    /// <param name="key">Name of the query parameter that says where the next page begins.</param>
    /// <param name="value">Its value, from the last entry of the page.</param>
    /// <exception cref="OciException">There is no such repository, as far as the caller may know.</exception>
    public async Task<Page<TEntry>> ListAsync<TRecord, TEntry>(
        HttpContext http, string repository, int? n, Source<TRecord> source, Func<TRecord, TEntry> entry, string key, Func<TEntry, string> value)
    {
        var page = PageRequest.Of(http, n);
        var name = RepositoryParameter.Readable(http, repository);
        var records = await source(metadata.Manifests, name, page.Count + 1);
        if (records.Count == 0 && !await metadata.Manifests.RepositoryExistsAsync(name, http.RequestAborted)) throw RepositoryParameter.Unknown(name);
        return page.Page([.. records.Select(entry)], key, value);
    }
}
