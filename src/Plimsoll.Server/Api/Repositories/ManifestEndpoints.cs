using System.ComponentModel;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>A manifest or an index.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="ArtifactType">Type of the artifact, where it is one.</param>
/// <param name="Size">Bytes of the manifest itself.</param>
/// <param name="PushedAt">When it was first pushed here.</param>
/// <param name="Tags">Tags that point at it.</param>
internal sealed record ManifestEntry(string Digest, string MediaType, string? ArtifactType, long Size, DateTimeOffset PushedAt, IReadOnlyList<string> Tags)
{
    public static ManifestEntry Of(ManifestSummary m) => new(m.Digest.Value, m.MediaType, m.ArtifactType, m.Size, m.PushedAt, [.. m.Tags.Select(t => t.Value)]);
}

/// <summary><c>/api/v1/manifests</c>.</summary>
internal static class ManifestEndpoints
{
    public static void MapManifests(this IEndpointRouteBuilder api) => api.MapGet("/manifests", ListAsync)
        .WithTags("Repositories").WithSummary("Manifests of a repository, tagged or not, newest first").AsList<ManifestEntry>().Produces<Problem>(404, "application/problem+json");

    private static Task<Page<ManifestEntry>> ListAsync(
        HttpContext http,
        RepositoryContent content,
        [Description("The repository")] string repository,
        [Description("Only manifests behind the one with this digest")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var from = DigestParameter.After(after);
        return content.ListAsync(http, repository, n, (catalog, name, limit) => catalog.ListManifestsAsync(name, from, limit, http.RequestAborted), ManifestEntry.Of, "after", m => m.Digest);
    }
}
