using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Core;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Signatures;

/// <summary>A named identity.</summary>
/// <param name="Name">The name.</param>
/// <param name="Document">Who is meant.</param>
/// <param name="ChangedAt">When it was put; missing for one of the settings.</param>
/// <param name="ChangedBy">By whom.</param>
internal sealed record NamedIdentityEntry(string Name, JsonElement Document, DateTimeOffset? ChangedAt, string? ChangedBy)
{
    public static NamedIdentityEntry Of(IdentityInForce identity)
    {
        using var document = JsonDocument.Parse(identity.Document);
        return new(identity.Name, document.RootElement.Clone(), identity.ChangedAt, identity.ChangedBy);
    }
}

/// <summary>An image that a named identity signed.</summary>
/// <param name="Image">Repository and digest.</param>
/// <param name="Family">sigstore, cosign or notation.</param>
/// <param name="Artifact">The manifest that holds the signature.</param>
/// <param name="SignedAt">When it was signed, where something proves when.</param>
internal sealed record VouchedImageEntry(string Image, string Family, string Artifact, DateTimeOffset? SignedAt)
{
    public static VouchedImageEntry Of(VouchedImage vouched) => new($"{vouched.Repository}@{vouched.Image}", vouched.Signature.Family, vouched.Signature.Artifact.Value, vouched.Signature.SignedAt);
}

/// <summary><c>/api/v1/trust</c> and <c>/api/v1/identities</c>: who vouches for images, and who has a name.</summary>
internal static class TrustEndpoints
{
    public static void MapSignatures(this IEndpointRouteBuilder api)
    {
        api.MapGet("/trust", GetAsync).WithTags("Trust").WithSummary("Who vouches for an image, and for what it stands on").Refuses(404);
        var identities = api.MapGroup("/identities").WithTags("Trust");
        identities.MapGet("", ListAsync).WithSummary("Named identities: whose signatures mean whom").AsList<NamedIdentityEntry>();
        identities.MapPut("/{name}", PutAsync).WithSummary("Put a named identity; all signatures are looked at again");
        identities.MapGet("/{name}/images", ListImagesAsync).WithSummary("Images with a verified signature of a named identity").AsList<VouchedImageEntry>();
        identities.MapDelete("/{name}", RemoveAsync).WithSummary("Remove a named identity").Refuses(404);
    }

    private static async Task<Ok<TrustEntry>> GetAsync(
        HttpContext http,
        ImageFinder images,
        ImageTrust trust,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image) =>
        TypedResults.Ok(await trust.FindAsync(http.Caller(), await images.FindAsync(http, image), http.RequestAborted));

    private static async Task<Page<NamedIdentityEntry>> ListAsync(
        HttpContext http,
        TrustMaterial material,
        [Description("Only names behind this one")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        var page = PageRequest.Of(http, n);
        var identities = (await material.ListIdentitiesAsync(http.RequestAborted)).Where(identity => string.CompareOrdinal(identity.Name, after) > 0).Take(page.Count + 1);
        return page.Page([.. identities.Select(NamedIdentityEntry.Of)], "after", identity => identity.Name);
    }

    private static async Task<Page<VouchedImageEntry>> ListImagesAsync(
        HttpContext http,
        IMetadataStore metadata,
        string name,
        [Description("Only images behind this one, repository@digest")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        http.Require(Permission.Administer);
        var page = PageRequest.Of(http, n);
        (RepositoryName, Digest)? from = after?.Split('@') is [var repository, var image] && RepositoryName.TryParse(repository, out var known) && Digest.TryParse(image, out var digest) ? (known, digest) : null;
        return page.Page([.. (await metadata.Signatures.ListVouchedImagesAsync(name, from, page.Count + 1, http.RequestAborted)).Select(VouchedImageEntry.Of)], "after", entry => entry.Image);
    }

    private static async Task<Ok<NamedIdentityEntry>> PutAsync(HttpContext http, NamedIdentities identities, string name, JsonElement document) =>
        TypedResults.Ok(NamedIdentityEntry.Of(await identities.PutAsync(http, name, JsonSerializer.SerializeToUtf8Bytes(document))));

    private static async Task<NoContent> RemoveAsync(HttpContext http, NamedIdentities identities, string name)
    {
        await identities.RemoveAsync(http, name);
        return TypedResults.NoContent();
    }
}
