using System.ComponentModel;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Listing;

namespace Plimsoll.Server.Api.Images;

/// <summary><c>/api/v1/packages</c>: the packages of one image.</summary>
internal static class PackageEndpoints
{
    public static void MapPackages(this IEndpointRouteBuilder api) => api.MapGet("/packages", ListAsync)
        .WithTags("Images").WithSummary("Packages of an image with the layer that brought them. 202 while it is being opened, 422 when that is not possible")
        .AsList<PackageFacts>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Produces<Problem>(404, "application/problem+json").Produces<Problem>(422, "application/problem+json");

    private static async Task<object> ListAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform,
        [Description("Part of name, version or source package")] string? q,
        [Description("Purl type, such as deb")] string? type,
        [Description("Index of the layer that brought the package")] int? layer,
        [Description("name, version, type or layer; with a leading '-' in descending order")] string? sort,
        [Description("Leaves out so many")] int? offset,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        var page = PageRequest.Of(http, n);
        if (sort is { Length: > 0 } && !PackageQuery.Orders.Contains(sort.TrimStart('-'))) throw new OciException(ParameterError.Invalid, $"'sort' is {string.Join(", ", PackageQuery.Orders)}, with a '-' before it for descending order");
        var chosen = await images.ChooseAsync(http, await images.FindAsync(http, image), platform);
        var inspected = await inspections.FindAsync(chosen, http.RequestAborted);
        if (InspectionEndpoint.DocumentOf(http, inspected) is not { } json)
            return Results.Json(new PendingInspection(((Inspected.Pending)inspected).State), statusCode: StatusCodes.Status202Accepted);
        var found = new PackageQuery { Text = q, Type = type, Layer = layer, Sort = sort }.Of(InspectionDocument.FromJson(json.Span));
        var from = Math.Max(0, offset ?? 0);
        return page.Page([.. found.Skip(from).Take(page.Count + 1)], "offset", _ => (from + page.Count).ToString());
    }
}
