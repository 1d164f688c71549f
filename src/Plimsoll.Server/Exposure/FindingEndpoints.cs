using System.ComponentModel;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Api.Listing;

namespace Plimsoll.Server.Exposure;

/// <summary><c>/api/v1/findings</c>: what is known against one image.</summary>
internal static class FindingEndpoints
{
    public static void MapFindings(this IEndpointRouteBuilder api) => api.MapGet("/findings", GetAsync)
        .WithTags("Exposure").WithSummary("Vulnerabilities of an image with what they are derived from, and what could not be evaluated. 202 while it is being opened, 422 when that is not possible")
        .Produces<ImageFindings>(StatusCodes.Status200OK, "application/json", "text/csv").Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        ImageVulnerabilities vulnerabilities,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform,
        [Description("true to list what is fixed, does not affect the image or is unimportant too; otherwise it is counted under hidden")] bool? all,
        [Description("csv for CSV")] string? format)
    {
        var named = await images.FindAsync(http, image);
        var chosen = await images.ChooseAsync(http, named, platform);
        var inspected = await inspections.FindAsync(chosen, http.RequestAborted);
        if (InspectionEndpoint.DocumentOf(http, inspected) is not { } json)
            return Results.Json(new PendingInspection(((Inspected.Pending)inspected).State), statusCode: StatusCodes.Status202Accepted);
        var found = await vulnerabilities.FindAsync(images.HostOf(http), named, chosen, InspectionDocument.FromJson(json.Span), all == true, http.RequestAborted);
        return Csv.IsWanted(http) ? Results.Text(Csv.Write(found.Findings.Select(FindingLine.Of)), "text/csv; charset=utf-8; header=present") : Results.Ok(found);
    }

    private sealed record FindingLine(string Id, string Package, string Version, int Layer, string Severity, string Status, string? Vex, string? FixedIn, DateTimeOffset? Since, string Source, string Range)
    {
        public static FindingLine Of(VulnerabilityFinding finding) => new(
            finding.Id, finding.Package.Name, finding.Package.Version, finding.Package.Layer, finding.Severity, finding.Status, finding.Vex?.Status, finding.FixedIn, finding.Since, finding.Evidence.Source, finding.Evidence.Range);
    }
}
