using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Caching;

namespace Plimsoll.Server.Registry;

/// <summary>Tags of a repository (distribution-spec, "Listing Tags"): ASCII order, keyset pages.</summary>
internal sealed class TagEndpoints(RegistryServices services)
{
    private readonly RepositoryCache<(string, string?, int), Page> _pages = new(32 << 20, services.Caches.Of("tag_page"));

    public async Task ListAsync(RegistryRequest request)
    {
        request.Require(Permission.Pull);
        var page = await FindAsync(request, Paging.Of(request, Paging.MaxCount));
        if (page.Link is { } link) request.Http.Response.Headers.Link = link;
        await JsonOutput.SendAsync(request.Http, page.Body);
    }

    private async ValueTask<Page> FindAsync(RegistryRequest request, Paging paging)
    {
        var repository = request.Repository;
        var key = (repository.Value, paging.Last, paging.Count);
        if (_pages.Find(key, request.Version) is { } known) return known;
        // One more than asked tells whether there is a next page.
        var tags = await services.Metadata.Manifests.ListTagNamesAsync(repository, paging.Last, paging.Count + 1, request.Aborted);
        if (tags.Count == 0 && !await services.Metadata.Manifests.RepositoryExistsAsync(repository, request.Aborted))
            throw new OciException(OciError.NameUnknown, $"there is no repository {repository}", repository.Value);
        var page = Render(repository, tags, paging);
        _pages.Keep(key, page, request.Version, 200 + page.Body.Length);
        return page;
    }

    private static Page Render(RepositoryName repository, IReadOnlyList<Tag> tags, Paging paging)
    {
        var shown = Math.Min(tags.Count, paging.Count);
        var body = JsonOutput.Render(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", repository.Value);
            json.WriteStartArray("tags");
            for (var i = 0; i < shown; i++) json.WriteStringValue(tags[i].Value);
            json.WriteEndArray();
            json.WriteEndObject();
        });
        return new Page(body, tags.Count > shown && shown > 0 ? paging.Next($"/v2/{repository}/tags/list", tags[shown - 1].Value) : null);
    }

    private sealed record Page(ReadOnlyMemory<byte> Body, string? Link);
}
