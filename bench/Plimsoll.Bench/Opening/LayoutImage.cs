using System.Text.Json;

namespace Plimsoll.Bench.Opening;

/// <summary>An image in an OCI layout (image-spec, image-layout.md): its manifest with config and layers.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Truth">File that says which packages it has; null where nobody knows.</param>
internal sealed record LayoutImage(string Name, string Folder, string? Truth, byte[] Manifest, LayoutBlob Config, IReadOnlyList<LayoutBlob> Layers)
{
    public long LayerBytes => Layers.Sum(layer => layer.Size);

    /// <summary>All layouts in a folder, by name.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public static IReadOnlyList<LayoutImage> AllIn(string folder)
    {
        LayoutImage[] images = [.. Directory.GetDirectories(folder).Where(layout => File.Exists(Path.Combine(layout, "index.json"))).Order(StringComparer.Ordinal).Select(Read)];
        return images.Length > 0 ? images : throw new BenchException($"There is no OCI layout in {folder}.");
    }

    private static LayoutImage Read(string folder)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        byte[] bytes = File.ReadAllBytes(LayoutBlob.Of(folder, index.RootElement.GetProperty("manifests")[0]).Path);
        using var manifest = JsonDocument.Parse(bytes);
        string truth = folder + ".truth.json";
        return new LayoutImage(
            Path.GetFileName(folder), folder, File.Exists(truth) ? truth : null, bytes, LayoutBlob.Of(folder, manifest.RootElement.GetProperty("config")),
            [.. manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => LayoutBlob.Of(folder, layer))]);
    }
}

/// <summary>A blob of a layout.</summary>
internal sealed record LayoutBlob(string Path, string Digest, long Size)
{
    public static LayoutBlob Of(string folder, JsonElement descriptor)
    {
        string digest = descriptor.GetProperty("digest").GetString()!;
        return new LayoutBlob(System.IO.Path.Combine([folder, "blobs", .. digest.Split(':')]), digest, descriptor.GetProperty("size").GetInt64());
    }
}
