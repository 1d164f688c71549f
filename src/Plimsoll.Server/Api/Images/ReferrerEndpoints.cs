using System.ComponentModel;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Images;

/// <summary>A manifest that refers to another one: a signature, an attestation, an SBOM.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="ArtifactType">What kind of artifact it is.</param>
/// <param name="Size">Bytes of the manifest itself.</param>
/// <param name="Annotations">Its annotations.</param>
internal sealed record ReferrerEntry(string Digest, string MediaType, string? ArtifactType, long Size, IReadOnlyDictionary<string, string> Annotations)
{
    public static ReferrerEntry Of(ReferrerRecord r) => new(r.Digest.Value, r.MediaType, r.ArtifactType, r.Size, r.Annotations);
}

/// <summary><c>/api/v1/referrers</c>.</summary>
internal static class ReferrerEndpoints
{
    public static void MapReferrers(this IEndpointRouteBuilder api) => api.MapGet("/referrers", ListAsync)
        .WithTags("Images").WithSummary("What refers to an image: signatures, attestations, SBOMs").AsList<ReferrerEntry>().Produces<Problem>(404, "application/problem+json");

    private static async Task<Page<ReferrerEntry>> ListAsync(
        HttpContext http,
        ImageFinder images,
        IMetadataStore metadata,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Only this kind of artifact")] string? artifactType,
        [Description("Only referrers behind the one with this digest")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        var from = DigestParameter.After(after);
        var subject = await images.FindAsync(http, image);
        var referrers = await metadata.Manifests.ListReferrersAsync(subject.Repository, subject.Digest, artifactType is null ? [] : [artifactType], from, page.Count + 1, http.RequestAborted);
        return page.Page([.. referrers.Select(ReferrerEntry.Of)], "after", r => r.Digest);
    }
}
