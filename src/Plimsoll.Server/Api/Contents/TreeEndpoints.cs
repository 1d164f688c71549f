using System.ComponentModel;
using Plimsoll.Core.Errors;
using Plimsoll.Inspection.Trees;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;

namespace Plimsoll.Server.Api.Contents;

/// <summary><c>/api/v1/tree</c>: the files of an image, directory by directory.</summary>
internal static class TreeEndpoints
{
    /// <summary>There is no such path in the image.</summary>
    public static readonly OciError PathUnknown = new("PATH_UNKNOWN", "the image has nothing at this path", StatusCodes.Status404NotFound);

    public static void MapTree(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tree", ListAsync).WithTags("Files").WithSummary("What is in a directory of an image, in order of name, with what layers removed from it. 202 while the image is being opened")
            .AsList<TreeEntry>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
        api.MapGet("/tree/layers", LayersAsync).WithTags("Files").WithSummary("The layers of an image with what each of them brought, changed, removed, and ships in vain. 202 while the image is being opened")
            .Produces<IReadOnlyList<LayerContent>>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
    }

    private static async Task<object> ListAsync(
        HttpContext http,
        ReadyImages images,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform,
        [Description("The directory, an absolute path; the root unless told")] string? path,
        [Description("Only what the layer with this index did")] int? layer,
        [Description("Only names behind this one")] string? after,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        var ready = await images.FindAsync(http, image, platform);
        if (ready.Opened is not { Tree: var tree }) return ReadyImages.Instead(http, ready.Inspected);
        if (layer is { } wanted && !tree.HasLayer(wanted)) throw new OciException(PathUnknown, $"{ready.Image.Reference} has no layer {wanted} that could be opened; /api/v1/tree/layers lists what there is");
        var directory = path ?? "/";
        if (tree.Find(directory, layer) is null) throw new OciException(PathUnknown, $"{ready.Image.Reference} has nothing at {directory}{(layer is { } only ? $" that layer {only} brought" : "")}");
        return page.Page(tree.List(directory, layer, after, page.Count + 1), "after", entry => entry.Name);
    }

    private static async Task<object> LayersAsync(
        HttpContext http,
        ReadyImages images,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform)
    {
        var ready = await images.FindAsync(http, image, platform);
        return ready.Opened is { Tree: var tree } ? Results.Ok(tree.Layers()) : ReadyImages.Instead(http, ready.Inspected);
    }
}
