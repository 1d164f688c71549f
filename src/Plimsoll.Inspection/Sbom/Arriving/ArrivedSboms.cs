using System.Runtime.CompilerServices;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>
/// Finds the bills of materials that came with an image, and compares each with what is inside: referrers of the image and of the index that lists it, cosign's tags
/// <c>sha256-HEX.sbom</c> and <c>.att</c>, and the attestation manifests that BuildKit lists beside the image.
/// </summary>
public static class ArrivedSboms
{
    private const int MaxDocuments = 50;

    /// <summary>Finds and compares them.</summary>
    /// <param name="referrers">Where they are.</param>
    /// <param name="document">What is inside the image; it has a digest.</param>
    /// <param name="limits">What reading one may cost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<ArrivedSbom> CompareAsync(IReferrers referrers, InspectionDocument document, SbomLimits limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(referrers);
        ArgumentNullException.ThrowIfNull(document);
        var (seen, documents) = (new HashSet<Digest>(), 0);
        await foreach (var (source, digest, manifest) in ArrivedManifests.ListAsync(referrers, document.Image, SbomMediaTypes.MayHold, cancellationToken))
        {
            if (!seen.Add(digest)) continue;
            foreach (var layer in manifest.Layers.Where(SbomMediaTypes.MayBe))
            {
                if (await ReadAsync(referrers, source, digest, layer, limits, cancellationToken) is not { } arrived) continue;
                if (++documents > MaxDocuments) yield break;
                yield return arrived.Document is { } said ? arrived with { Comparison = SbomComparison.Of(said.Packages, document.Packages) } : arrived;
            }
        }
    }

    /// <summary>Reads a layer; null when it turns out to be a statement about something else.</summary>
    private static async Task<ArrivedSbom?> ReadAsync(IReferrers referrers, string source, Digest manifest, Descriptor layer, SbomLimits limits, CancellationToken cancellationToken)
    {
        var arrived = new ArrivedSbom(source, manifest, layer.MediaType);
        if (layer.Size > limits.MaxBytes) return arrived with { Problem = $"it has {layer.Size} bytes; at most {limits.MaxBytes} are read" };
        await using var blob = await referrers.OpenBlobAsync(layer, cancellationToken);
        if (blob is null) return arrived with { Problem = "its bytes are not there" };
        var document = await Task.Run(() => SbomReader.Read(blob, limits), cancellationToken);
        if (document is not null) return arrived with { Document = document };
        return SbomMediaTypes.Says(layer.MediaType) ? arrived with { Problem = "it is no document of a format that is read here" } : null;
    }
}
