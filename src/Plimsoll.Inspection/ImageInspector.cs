using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection;

/// <summary>Opens images. One instance serves any number of inspections at once.</summary>
/// <param name="time">The clock that limits an inspection.</param>
public sealed class ImageInspector(TimeProvider time)
{
    /// <summary>Version of everything that decides what facts say. A change of it opens every layer again.</summary>
    public const int ScannerVersion = 7;

    /// <summary>Depth of an index in an index; deeper ones are nobody's.</summary>
    private const int MaxIndexDepth = 4;

    /// <summary>Opens an image, on the thread of the caller as far as nothing has to be waited for.</summary>
    /// <param name="content">Where its bytes come from; not disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="cache">Facts of layers that were opened before; null opens all of them.</param>
    /// <param name="cancellationToken">Ends the inspection.</param>
    /// <returns>What is inside. Whatever the layers and the configuration are, the answer is a document that says so.</returns>
    /// <exception cref="ImageNotFoundException">The reference, a child manifest or the platform asked for does not exist.</exception>
    /// <exception cref="PlatformMismatchException">It is a single image, and not for the platform asked for.</exception>
    /// <exception cref="ManifestException">The manifest is none.</exception>
    public async Task<InspectionDocument> InspectAsync(IImageContent content, InspectOptions options, ILayerFactsCache? cache, CancellationToken cancellationToken) =>
        (await OpenAsync(content, options, cache, cancellationToken)).Document;

    /// <summary>Opens an image and keeps its files at hand: all that <see cref="InspectAsync"/> answers, and the tree. It costs memory for every file.</summary>
    /// <inheritdoc cref="InspectAsync"/>
    public async Task<OpenedImage> OpenAsync(IImageContent content, InspectOptions options, ILayerFactsCache? cache, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        var read = await content.ReadManifestAsync(null, cancellationToken);
        var manifest = ManifestReader.Read(read.Content, read.MediaType);
        var index = read;
        IReadOnlyList<string>? platforms = null;
        for (var depth = 0; manifest.IsIndex; depth++)
        {
            if (depth == MaxIndexDepth) throw new ManifestException($"an index stands in an index more than {MaxIndexDepth} deep");
            platforms ??= [.. PlatformChoice.Images(manifest.Manifests).Select(m => m.Platform?.ToString()).OfType<string>()];
            var child = PlatformChoice.Choose(manifest.Manifests, options.Platform);
            read = await content.ReadManifestAsync(child.Digest, cancellationToken);
            manifest = ManifestReader.Read(read.Content, child.MediaType);
        }
        using var inspection = new ImageInspection(content, options, cache, time);
        var document = await inspection.RunAsync(read, manifest, platforms is null ? null : index.Digest, platforms, cancellationToken);
        return new OpenedImage(document, inspection.View!);
    }

    /// <summary>Opens an unpacked root file system. It has one layer, with index 0 and without digest, and no configuration.</summary>
    /// <param name="directory">The root. Links are never followed out of it; devices, pipes and sockets are never opened.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the inspection.</param>
    /// <exception cref="ImageNotFoundException">There is no such directory.</exception>
    public async Task<InspectionDocument> InspectDirectoryAsync(string directory, InspectOptions options, CancellationToken cancellationToken) =>
        (await OpenDirectoryAsync(directory, options, cancellationToken)).Document;

    /// <summary>Opens an unpacked root file system and keeps its files at hand.</summary>
    /// <inheritdoc cref="InspectDirectoryAsync"/>
    public Task<OpenedImage> OpenDirectoryAsync(string directory, InspectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => DirectoryInspection.Run(directory, options, time, cancellationToken), cancellationToken);
    }
}
