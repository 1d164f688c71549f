using System.ComponentModel;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Api.Images;

/// <summary>An inspection that is not finished.</summary>
/// <param name="State"><c>waiting</c> or <c>running</c>.</param>
internal sealed record PendingInspection(string State);

/// <summary><c>/api/v1/inspection</c>: what is inside an image.</summary>
internal static class InspectionEndpoint
{
    /// <summary>The image is here, but there is no document of it and none will come by waiting.</summary>
    private static readonly OciError NotInspected = new("NOT_INSPECTED", "the image could not be opened", StatusCodes.Status422UnprocessableEntity);

    public static void MapInspections(this IEndpointRouteBuilder api) => api.MapGet("/inspection", GetAsync)
        .WithTags("Images").WithSummary("What is inside an image: the document that 'plimsoll inspect' prints. 202 while it is being opened, 422 when that is not possible")
        .Produces<InspectionDocument>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);

    /// <summary>The document, or null when it is not there yet and the response says when to ask again.</summary>
    /// <exception cref="OciException">There will be none.</exception>
    public static ReadOnlyMemory<byte>? DocumentOf(HttpContext http, Inspected inspected)
    {
        switch (inspected)
        {
            case Inspected.Done(var document) done:
                // The document is the same bytes for everybody; that a newer scanner is at work is said beside it.
                if (done.OutdatedScanner is { } scanner) http.Response.Headers["Plimsoll-Outdated"] = $"scanner={scanner}; current={ImageInspector.ScannerVersion}";
                return document;
            case Inspected.Failed(var reason):
                throw new OciException(NotInspected, "opening the image failed; " + ReasonFor(http.Caller(), reason));
            case Inspected.Off:
                throw new OciException(NotInspected, "inspection is switched off on this server (inspection.enabled)");
            default:
                http.Response.Headers.RetryAfter = "1";
                return null;
        }
    }

    /// <summary>The reason is the text of an exception, which may name paths of the server: for its operators only.</summary>
    public static string ReasonFor(Caller caller, string reason) => caller.May(Permission.Administer) ? reason : "the server's log says why";

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform, such as linux/arm64; linux/amd64 unless told, else the first")] string? platform)
    {
        var chosen = await images.ChooseAsync(http, await images.FindAsync(http, image), platform);
        var inspected = await inspections.FindAsync(chosen, http.RequestAborted);
        return DocumentOf(http, inspected) is { } document
            ? Results.Bytes(document, "application/json")
            : Results.Json(new PendingInspection(((Inspected.Pending)inspected).State), statusCode: StatusCodes.Status202Accepted);
    }
}
