using Plimsoll.Inspection;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Search;

namespace Plimsoll.Server.Api.Contents;

/// <summary>An image whose files can be looked at, or where its inspection stands instead.</summary>
/// <param name="Image">The manifest.</param>
/// <param name="Opened">The image with its files; null when that has to wait.</param>
/// <param name="Inspected">Where the inspection stands.</param>
internal sealed record ReadyImage(StoredImage Image, OpenedImage? Opened, Inspected Inspected);

/// <summary>Finds the images of requests for files. Facts of an older scanner are not enough for that: the layers would have to be opened while the request waits.</summary>
internal sealed class ReadyImages(ImageFinder finder, ImageInspections inspections, OpenedImages images)
{
    /// <summary>Finds an image by its reference.</summary>
    public async Task<ReadyImage> FindAsync(HttpContext http, string reference, string? platform) =>
        await FindAsync(http, await finder.ChooseAsync(http, await finder.FindAsync(http, reference), platform));

    /// <summary>The files of an image that was found.</summary>
    public async Task<ReadyImage> FindAsync(HttpContext http, StoredImage image)
    {
        var inspected = await inspections.FindAsync(image, http.RequestAborted);
        return inspected is Inspected.Done { OutdatedScanner: null }
            ? new ReadyImage(image, await images.OpenAsync(image.Repository, image.Digest, http.RequestAborted), inspected)
            : new ReadyImage(image, null, inspected is Inspected.Done ? new Inspected.Pending("waiting") : inspected);
    }

    /// <summary>The answer to a request for files that are not ready: 202, or the refusal when they never will be.</summary>
    public static IResult Instead(HttpContext http, Inspected inspected)
    {
        InspectionEndpoint.DocumentOf(http, inspected);
        return Results.Json(new PendingInspection(((Inspected.Pending)inspected).State), statusCode: StatusCodes.Status202Accepted);
    }
}
