using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Inspection.Sbom.Reading;
using Plimsoll.Server.Api.Images;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Sbom;

/// <summary>Holds what came with an image against what is inside.</summary>
internal sealed class SbomComparisons(IMetadataStore metadata, IBlobStore store)
{
    /// <summary>Smaller than what a command reads: a page is waited for.</summary>
    private static readonly SbomLimits Limits = SbomLimits.Default with { MaxBytes = 32 << 20 };

    /// <summary>Compares.</summary>
    /// <param name="named">What was asked for: the image, or an index that lists it.</param>
    /// <param name="image">The image.</param>
    /// <param name="document">What is inside.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ArrivedSbomEntry>> CompareAsync(StoredImage named, StoredImage image, InspectionDocument document, CancellationToken cancellationToken)
    {
        // The document knows of no index: the server opens each image by itself.
        var placed = document with { Image = document.Image with { Digest = image.Digest, Index = named.Digest == image.Digest ? null : named.Digest } };
        var entries = new List<ArrivedSbomEntry>();
        await foreach (var arrived in ArrivedSboms.CompareAsync(new StoredReferrers(metadata, store, image.Repository), placed, Limits, cancellationToken)) entries.Add(ArrivedSbomEntry.Of(arrived));
        return entries;
    }
}
