using System.ComponentModel;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Vouching;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Api.Vouching;

/// <summary>A statement that an image takes along.</summary>
/// <param name="PredicateType">URI of what is said.</param>
/// <param name="Manifest">The manifest that carries it beside the image, as text: byte for byte.</param>
/// <param name="Bundle">The bundle in it, as text: byte for byte.</param>
internal sealed record CarriedStatement(string PredicateType, string Manifest, string Bundle);

/// <summary><c>/api/v1/carried</c>: what vouches for the base of an image, for whoever copies the image alone.</summary>
internal static class CarriedEndpoint
{
    private const int MaxStatements = 50;

    public static void MapCarried(this IEndpointRouteBuilder api) =>
        api.MapGet("/carried", ListAsync).WithTags("Trust").WithSummary("Statements about the base of an image in the form in which they hang on a copy of it. 202 while it is being opened")
            .Produces<IReadOnlyList<CarriedStatement>>().Produces<PendingInspection>(StatusCodes.Status202Accepted);

    private static async Task<IResult> ListAsync(HttpContext http, ImageFinder images, ImageInspections inspections, IMetadataStore metadata, Provenance provenance, [Description("The image")] string image)
    {
        var found = await images.FindAsync(http, image);
        if (found.Manifest.IsIndex) return Results.Ok(Array.Empty<CarriedStatement>());
        var inspected = await inspections.FindAsync(found, http.RequestAborted);
        if (InspectionEndpoint.DocumentOf(http, inspected) is not { } document) return ReadyImages.Instead(http, inspected);
        if (ImageChain.Of(InspectionDocument.FromJson(document.Span)) is not { } chain) return Results.Ok(Array.Empty<CarriedStatement>());
        var subject = new Descriptor { MediaType = found.Record.MediaType, Digest = found.Digest, Size = found.Record.Content.Length };
        var carried = new List<CarriedStatement>();
        var seen = new HashSet<Core.Digest>();
        // What is said of the image itself hangs on it already, where it shall.
        foreach (var prefix in chain.ChainIds.SkipLast(1).Reverse())
        {
            foreach (var record in await metadata.Vouching.ListAsync(prefix.Value, PredicateTypes.LayerChain, 0, MaxStatements, http.RequestAborted))
            {
                if (record.Verdict != "verified" || carried.Count == MaxStatements || !seen.Add(record.BundleDigest) || !await provenance.MayReadAsync(http.Caller(), record, http.RequestAborted)) continue;
                var manifest = BundleArtifact.Manifest(subject, record.Bundle.Span, record.PredicateType, record.SignedAt ?? record.MadeAt);
                carried.Add(new CarriedStatement(record.PredicateType, Encoding.UTF8.GetString(manifest), Encoding.UTF8.GetString(record.Bundle.Span)));
            }
        }
        return Results.Ok(carried);
    }
}
