using Plimsoll.Core;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Images;

/// <summary>What refers to an image.</summary>
internal sealed record ReferrersModel(ImageModel Image, Page<ReferrerRecord> Referrers)
{
    private const int PageCount = 50;

    public static async Task<ReferrersModel> LoadAsync(HttpContext http, ImageModel image, IMetadataStore metadata)
    {
        Digest? after = Digest.TryParse(http.Request.Query["after"], out var parsed) ? parsed : null;
        var referrers = await metadata.Manifests.ListReferrersAsync(image.Named.Repository, image.Named.Digest, [], after, PageCount + 1, http.RequestAborted);
        return new ReferrersModel(image, PageRequest.Of(http, PageCount).Page(referrers, "after", r => r.Digest.Value));
    }
}
