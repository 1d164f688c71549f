using Plimsoll.Core.Facts;
using Plimsoll.Core.References;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Opens images of layers that are in memory.</summary>
internal static class MemoryImage
{
    public static Task<InspectionDocument> InspectAsync(params TarBytes[] layers) => InspectAsync(layers, InspectOptions.Default);

    public static Task<InspectionDocument> InspectAsync(params byte[][] layers) => InspectAsync(layers, InspectOptions.Default);

    public static Task<InspectionDocument> InspectAsync(TarBytes[] layers, InspectOptions options) => InspectAsync([.. layers.Select(layer => layer.End())], options);

    public static async Task<InspectionDocument> InspectAsync(byte[][] layers, InspectOptions options)
    {
        using var directory = new TemporaryDirectory();
        new LayoutBuilder(directory.Path).Image("1", layers).Write();
        await using var content = LocalImages.Open(ImageReference.Parse($"oci:{directory.Path}:1"))!;
        return await new ImageInspector(TimeProvider.System).InspectAsync(content, options, null, CancellationToken.None);
    }
}
