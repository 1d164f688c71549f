using System.ComponentModel;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Images;

/// <summary>Content that a manifest points at.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Platform">What an image of an index runs on.</param>
internal sealed record DescriptorEntry(string Digest, string MediaType, long Size, string? Platform)
{
    public static DescriptorEntry Of(Descriptor d) => new(d.Digest.Value, d.MediaType, d.Size, d.Platform?.ToString());
}

/// <summary>A manifest of this registry.</summary>
/// <param name="Repository">Its repository.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="ArtifactType">Type of the artifact, where it is one.</param>
/// <param name="Subject">Digest of the manifest that it refers to.</param>
/// <param name="Size">Bytes to transfer: config and layers; 0 for an index.</param>
/// <param name="PushedAt">When it was first pushed here.</param>
/// <param name="Tags">Tags of the repository that point at it.</param>
/// <param name="Referrers">How many manifests refer to it, signatures, attestations and SBOMs among them; counted up to 1000.</param>
/// <param name="Config">The config of an image.</param>
/// <param name="Layers">The layers of an image.</param>
/// <param name="Images">The children of an index.</param>
/// <param name="Annotations">Annotations of the manifest.</param>
internal sealed record ImageEntry(
    string Repository,
    string Digest,
    string MediaType,
    string? ArtifactType,
    string? Subject,
    long Size,
    DateTimeOffset PushedAt,
    IReadOnlyList<string> Tags,
    int Referrers,
    DescriptorEntry? Config,
    IReadOnlyList<DescriptorEntry> Layers,
    IReadOnlyList<DescriptorEntry> Images,
    IReadOnlyDictionary<string, string> Annotations);

/// <summary><c>/api/v1/image</c>: what a manifest is, without opening it.</summary>
internal static class ImageEndpoints
{
    private const int MaxListed = 1000;

    public static void MapImages(this IEndpointRouteBuilder api) => api.MapGet("/image", GetAsync)
        .WithTags("Images").WithSummary("A manifest or an index: what it is made of, what points at it and what refers to it").Produces<ImageEntry>().Refuses(404);

    private static async Task<ImageEntry> GetAsync(
        HttpContext http,
        ImageFinder images,
        IMetadataStore metadata,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image)
    {
        var found = await images.FindAsync(http, image);
        var manifest = found.Manifest;
        return new ImageEntry(
            found.Repository.Value,
            found.Digest.Value,
            found.Record.MediaType,
            manifest.ArtifactType,
            manifest.Subject?.Digest.Value,
            found.Size,
            found.Record.PushedAt,
            [.. (await metadata.Manifests.ListTagsOfAsync(found.Repository, found.Digest, MaxListed, http.RequestAborted)).Select(t => t.Value)],
            (await metadata.Manifests.ListReferrersAsync(found.Repository, found.Digest, [], null, MaxListed, http.RequestAborted)).Count,
            manifest.Config is { } config ? DescriptorEntry.Of(config) : null,
            [.. manifest.Layers.Select(DescriptorEntry.Of)],
            [.. manifest.Manifests.Select(DescriptorEntry.Of)],
            manifest.Annotations);
    }
}
