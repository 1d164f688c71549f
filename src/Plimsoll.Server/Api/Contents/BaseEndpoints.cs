using System.ComponentModel;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Search;

namespace Plimsoll.Server.Api.Contents;

/// <summary>Images that share a chain of layers.</summary>
/// <param name="ChainId">The chain id.</param>
/// <param name="Images">Images that are made of exactly these layers, some of many.</param>
/// <param name="Descendants">Images that have these layers and others on top.</param>
/// <param name="Next">Path and query of the following page of descendants.</param>
internal sealed record ChainEntry(string ChainId, IReadOnlyList<ChainImage> Images, IReadOnlyList<ChainImage> Descendants, string? Next);

/// <summary><c>/api/v1/base</c> and <c>/api/v1/chains</c>: which image stands on which.</summary>
internal static class BaseEndpoints
{
    private const int MaxImages = 100;

    public static void MapBase(this IEndpointRouteBuilder api)
    {
        api.MapGet("/base", GetAsync).WithTags("Files").WithSummary("On what image an image stands, by the chain ids of its layers, and which stand on it. 202 while it is being opened")
            .Produces<BaseOfImage>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
        api.MapGet("/chains/{chain}", ChainAsync).WithTags("Files").WithSummary("Images that are made of these layers, and those that have others on top").Produces<ChainEntry>().Refuses(404);
    }

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        BaseImages bases,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform)
    {
        var chosen = await images.ChooseAsync(http, await images.FindAsync(http, image), platform);
        var inspected = await inspections.FindAsync(chosen, http.RequestAborted);
        return InspectionEndpoint.DocumentOf(http, inspected) is { } document
            ? Results.Ok(await bases.FindAsync(http.Caller(), InspectionDocument.FromJson(document.Span), http.RequestAborted))
            : ReadyImages.Instead(http, inspected);
    }

    private static async Task<ChainEntry> ChainAsync(
        HttpContext http,
        BaseImages bases,
        [Description("The chain id, with or without sha256:")] string chain,
        [Description("Where the page before ended")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n)
    {
        var id = DigestParameter.Sha256(chain, "a chain id, as /api/v1/base tells them");
        var page = PageRequest.Of(http, n);
        var images = await bases.ImagesAsync(http.Caller(), id, null, MaxImages, http.RequestAborted);
        var descendants = await bases.DescendantsAsync(http.Caller(), id, after, page.Count, http.RequestAborted);
        return new ChainEntry(id.Value, images.Items, descendants.Items, page.Link("after", descendants.Next));
    }
}
