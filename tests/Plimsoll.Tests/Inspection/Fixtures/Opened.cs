using System.Text.Json.Nodes;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Opens images that are made of layers on the spot.</summary>
internal static class Opened
{
    public static Task<OpenedImage> ImageAsync(params TarBytes[] layers) => ImageAsync(null, layers);

    public static async Task<OpenedImage> ImageAsync(Action<JsonObject>? config, params TarBytes[] layers)
    {
        using var directory = new TemporaryDirectory();
        new LayoutBuilder(directory.Path).Image("1", layers.Select(layer => layer.End()), config).Write();
        await using var content = OciLayoutContent.OpenDirectory(directory.Path, "1");
        return await new ImageInspector(TimeProvider.System).OpenAsync(content, InspectOptions.Default, null, CancellationToken.None);
    }
}
