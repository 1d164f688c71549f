using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Server.Sbom;

namespace Plimsoll.Server.Pages.Images;

/// <summary>Bills of materials of an image: those to be had, and those that came with it.</summary>
/// <param name="Image">The image.</param>
/// <param name="Arrived">Those that came with it; null while what is inside is not known.</param>
internal sealed record SbomModel(ImageModel Image, IReadOnlyList<ArrivedSbomEntry>? Arrived)
{
    /// <summary>Formats with what they are called.</summary>
    public static IReadOnlyList<(string Name, string Title)> Formats { get; } =
        [("spdx-json", "SPDX 2.3, JSON"), ("spdx3-json", "SPDX 3.0, JSON-LD"), ("cyclonedx-json", "CycloneDX 1.6, JSON"), ("cyclonedx-xml", "CycloneDX 1.6, XML")];

    /// <summary>The address of a document.</summary>
    public string Href(string format) => Links.Api("sbom", ("image", Image.Image.ByDigest), ("format", format));

    /// <summary>The address of the comparison; it names the index where there is one, to which documents may be attached as well.</summary>
    public string Json => Links.Api("sbom/comparison", ("image", Image.Named.ByDigest), ("platform", Image.Platform));

    public static async Task<SbomModel> LoadAsync(HttpContext http, ImageModel image, SbomComparisons comparisons) =>
        new(image, image.Document is { } document ? await comparisons.CompareAsync(image.Named, image.Image, document, http.RequestAborted) : null);
}
