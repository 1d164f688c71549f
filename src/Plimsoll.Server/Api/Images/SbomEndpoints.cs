using System.ComponentModel;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Sbom;

namespace Plimsoll.Server.Api.Images;

/// <summary>What was attached to an image.</summary>
/// <param name="Image">The image that it refers to, <c>repository@digest</c>.</param>
/// <param name="Digest">Digest of the manifest.</param>
/// <param name="ArtifactType">Its type.</param>
/// <param name="IsNew">False when it was there already.</param>
internal sealed record AttachedSbomEntry(string Image, string Digest, string ArtifactType, bool IsNew);

/// <summary><c>/api/v1/sbom</c>: bills of materials of images, those that came with them, and attaching.</summary>
internal static class SbomEndpoints
{
    /// <summary>Documents up to this size are made in memory, larger ones in a temporary file.</summary>
    private const int MaxInMemory = 4 << 20;

    private static readonly OciError UnknownFormat = new("SBOM_FORMAT_UNKNOWN", "there is no such format of an SBOM", StatusCodes.Status400BadRequest);

    public static void MapSboms(this IEndpointRouteBuilder api)
    {
        var sbom = api.MapGroup("/sbom").WithTags("Images");
        sbom.MapGet("", GetAsync).WithSummary("The software bill of materials of an image; the same image gives the same bytes. 202 while it is being opened, 422 when that is not possible")
            .Produces<PendingInspection>(StatusCodes.Status202Accepted).Produces(200, null, "application/spdx+json", "application/spdx3+json", "application/vnd.cyclonedx+json", "application/vnd.cyclonedx+xml").Refuses(404, 422);
        sbom.MapGet("/comparison", CompareAsync).WithSummary("SBOMs that came with an image, held against what is inside. 202 while it is being opened, 422 when that is not possible")
            .Produces<IReadOnlyList<ArrivedSbomEntry>>().Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
        sbom.MapPost("/attach", AttachAsync).WithSummary("Attach the SBOM of an image to it, as a client that may push could do; once more changes nothing")
            .Produces<AttachedSbomEntry>().Produces<AttachedSbomEntry>(201).Produces<PendingInspection>(StatusCodes.Status202Accepted).Refuses(404, 422);
    }

    private static async Task<IResult> GetAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        SbomFiles files,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("spdx-json unless told, spdx3-json, cyclonedx-json or cyclonedx-xml")] string? format,
        [Description("Of an index the image for this platform, such as linux/arm64; linux/amd64 unless told, else the first")] string? platform,
        [Description("true lists the files of the image too")] bool? withFiles)
    {
        var wanted = FormatOf(format);
        var (_, chosen, document, pending) = await OpenAsync(http, images, inspections, image, platform);
        if (document is null) return pending!;
        var options = new SbomOptions(wanted) { Files = withFiles == true ? await files.ListAsync(chosen, http.RequestAborted) : null };
        await using var buffer = new FileBufferingWriteStream(MaxInMemory);
        SbomWriter.Write(document, options, buffer);
        http.Response.ContentType = SbomFormats.MediaTypeOf(wanted);
        http.Response.ContentLength = buffer.Length;
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName($"{chosen.Repository.Value.Replace('/', '-')}-{chosen.Digest.Hex[..12]}{SbomFormats.ExtensionOf(wanted)}");
        http.Response.Headers.ContentDisposition = name.ToString();
        await buffer.DrainBufferAsync(http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static async Task<IResult> CompareAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        SbomComparisons comparisons,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform)
    {
        var (named, chosen, document, pending) = await OpenAsync(http, images, inspections, image, platform);
        return document is null ? pending! : Results.Json(await comparisons.CompareAsync(named, chosen, document, http.RequestAborted));
    }

    private static async Task<IResult> AttachAsync(
        HttpContext http,
        ImageFinder images,
        ImageInspections inspections,
        SbomAttachments attachments,
        AuditTrail audit,
        [Description("The image, such as shop/api:1.2 or shop/api@sha256:…, with or without this registry's host")] string image,
        [Description("spdx-json unless told, spdx3-json, cyclonedx-json or cyclonedx-xml")] string? format,
        [Description("Of an index the image for this platform; linux/amd64 unless told, else the first")] string? platform)
    {
        var wanted = FormatOf(format);
        var (_, chosen, document, pending) = await OpenAsync(http, images, inspections, image, platform);
        http.Require(Permission.Push, chosen.Repository);
        if (document is null) return pending!;
        var attached = await attachments.AttachAsync(chosen.Repository, chosen.Record, document, wanted, audit.Describe(http, http.Caller(), "push", "ok", chosen.Repository), http.RequestAborted);
        var entry = new AttachedSbomEntry(chosen.ByDigest, attached.Artifact.Descriptor.Digest.Value, attached.Artifact.Blob.MediaType, attached.IsNew);
        return Results.Json(entry, statusCode: attached.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static SbomFormat FormatOf(string? name) =>
        SbomFormats.All.TryGetValue(name ?? "spdx-json", out var format) ? format : throw new OciException(UnknownFormat, $"'format' is one of {string.Join(", ", SbomFormats.All.Keys)}");

    private static async Task<(StoredImage Named, StoredImage Chosen, InspectionDocument? Document, IResult? Pending)> OpenAsync(HttpContext http, ImageFinder images, ImageInspections inspections, string image, string? platform)
    {
        var named = await images.FindAsync(http, image);
        var chosen = await images.ChooseAsync(http, named, platform);
        var inspected = await inspections.FindAsync(chosen, http.RequestAborted);
        return InspectionEndpoint.DocumentOf(http, inspected) is { } json
            ? (named, chosen, InspectionDocument.FromJson(json.Span), null)
            : (named, chosen, null, Results.Json(new PendingInspection(((Inspected.Pending)inspected).State), statusCode: StatusCodes.Status202Accepted));
    }
}
