using System.ComponentModel;
using System.Text;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Reports;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Images;

/// <summary><c>/api/v1/licences</c>: the licences of one image, the notices that go with it, and the sources that have to be offered.</summary>
internal static class LicenceEndpoints
{
    private static readonly OciError FormatUnknown = new("FORMAT_UNKNOWN", "'format' is json, csv, notice or sources", StatusCodes.Status400BadRequest);

    public static void MapLicences(this IEndpointRouteBuilder api) => api.MapGet("/licences", GetAsync)
        .WithTags("Images").WithSummary("Licences of the packages of an image, notices and sources to offer. 202 while it is being opened, 422 when that is not possible")
        .Produces<LicenceReport>(StatusCodes.Status200OK, "application/json", "text/plain", "text/csv").Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        IMetadataStore metadata,
        IBlobStore blobs,
        TimeProvider time,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform,
        [Description("json unless told; csv for the packages, notice for the notices as text, sources for what source has to be offered")] string? format)
    {
        var chosen = await images.ChooseAsync(http, await images.FindAsync(http, image), platform);
        var inspected = await inspections.FindAsync(chosen, http.RequestAborted);
        if (InspectionEndpoint.DocumentOf(http, inspected) is not { } json)
            return Results.Json(new PendingInspection(((Inspected.Pending)inspected).State), statusCode: StatusCodes.Status202Accepted);
        var document = InspectionDocument.FromJson(json.Span);
        switch (format)
        {
            case null or "" or "json":
                return Results.Text(LicenceReport.Of(document).ToJson(), "application/json", Encoding.UTF8);
            case "csv":
                return Results.Text(Csv.Write(LicenceReport.Of(document).Packages), "text/csv; charset=utf-8; header=present");
            case "sources":
                return Results.Text(CorrespondingSource.ToJson(CorrespondingSource.Of(document)), "application/json", Encoding.UTF8);
            case "notice":
                await using (var content = new StoredImageContent(metadata, blobs, chosen.Repository, chosen.Digest))
                {
                    var texts = await LicenceFileReader.ReadAsync(document, content, time, http.RequestAborted);
                    using var output = new StringWriter { NewLine = "\n" };
                    LicenceNotice.Write(document, texts, output);
                    return Results.Text(output.ToString(), "text/plain; charset=utf-8");
                }
            default:
                throw new OciException(FormatUnknown, $"there is no format '{format}'");
        }
    }
}
