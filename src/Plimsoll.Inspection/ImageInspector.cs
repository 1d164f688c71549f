using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection;

/// <summary>Opens images.</summary>
public sealed class ImageInspector(TimeProvider time)
{
    /// <summary>Version of everything that decides what facts say. A change of it opens every layer again.</summary>
    public const int ScannerVersion = 1;

    /// <summary>Opens an image.</summary>
    /// <param name="content">Where its bytes come from; not disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="cache">Facts of layers that were opened before; null opens all of them.</param>
    /// <param name="cancellationToken">Ends the inspection.</param>
    /// <returns>What is inside. Whatever the bytes are, the answer is a document that says so.</returns>
    /// <exception cref="ImageNotFoundException">The reference, a child manifest or the platform asked for does not exist.</exception>
    /// <exception cref="Core.Manifests.ManifestException">The manifest is none.</exception>
    public Task<InspectionDocument> InspectAsync(IImageContent content, InspectOptions options, ILayerFactsCache? cache, CancellationToken cancellationToken) =>
        throw new NotSupportedException(time.ToString());
}
