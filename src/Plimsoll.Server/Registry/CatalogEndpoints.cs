using Plimsoll.Core;

namespace Plimsoll.Server.Registry;

/// <summary>The list of repositories: only those that the caller may read or audit.</summary>
internal sealed class CatalogEndpoints(RegistryServices services)
{
    private const int DefaultCount = 1000;
    private const int BatchSize = 500;

    public async Task ListAsync(RegistryRequest request)
    {
        if (!request.Caller!.MayList) throw request.Refusal("registry:catalog:*", "list repositories");
        var paging = Paging.Of(request, DefaultCount);
        var names = new List<RepositoryName>();
        var more = paging.Count > 0 && await CollectAsync(request, paging, names);
        if (more) request.Http.Response.Headers.Link = paging.Next("/v2/_catalog", names[^1].Value);
        await JsonOutput.SendAsync(request.Http, JsonOutput.Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("repositories");
            foreach (var name in names) json.WriteStringValue(name.Value);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>Fills the page; true when there is more that the caller may see.</summary>
    private async Task<bool> CollectAsync(RegistryRequest request, Paging paging, List<RepositoryName> names)
    {
        RepositoryName? after = RepositoryName.TryParse(paging.Last, out var last) ? last : null;
        while (true)
        {
            var batch = await services.Metadata.Manifests.ListRepositoriesAsync(after, BatchSize, request.Aborted);
            foreach (var repository in batch)
            {
                // 'last' may be any text; the database starts at the beginning when it is no name.
                if (after is null && paging.Last is { } text && string.CompareOrdinal(repository.Name.Value, text) <= 0) continue;
                if (!request.Caller!.MaySee(repository.Name)) continue;
                if (names.Count == paging.Count) return true;
                names.Add(repository.Name);
            }
            if (batch.Count < BatchSize) return false;
            after = batch[^1].Name;
        }
    }
}
