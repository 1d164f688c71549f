using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>All workloads, in the order in which they run.</summary>
internal static class WorkloadList
{
    private const long Megabyte = 1 << 20;
    private const int SmallLayers = 4;
    private const long SmallLayerBytes = 16 << 10;
    private const long TinyBytes = 2048;
    private const int TinyClients = 8;
    private const int PerThread = 4;

    /// <summary>One of each kind, for a short run.</summary>
    public static IReadOnlyList<string> Short { get; } =
        ["push-images", "push-2k", "push-4m", "push-chunked", "pull-4m", "pull-large", "manifest-get-tag", "manifest-get-digest", "manifest-head-tag", "manifest-head-digest", "tag-put", "tag-page"];

    public static IReadOnlyList<Workload> All(Material material, Workspace workspace)
    {
        IEnumerable<string> LayersOf(RegistryClient client, int image) => material.Images[image].Layers.Select(layer => client.BlobPath(layer.Digest));
        IEnumerable<string> TagOf(RegistryClient client, int image) => [client.ManifestPath($"v{image}")];
        IEnumerable<string> DigestOf(RegistryClient client, int image) => [client.ManifestPath(material.Images[image].Digest)];
        IReadOnlyList<Role> beside = [.. Workload.Registries, Role.Floor];
        var tags = new TagPut("tag-put", "PUT of a manifest under a new tag, up to 10,000 tags, 8 clients", material);
        return
        [
            new SmallPush("push-images", "push of an image: 4 layers of 16 KiB, config, manifest", material, material.Scale.Workers, material.Scale.FirstImages,
                client => SmallPush.PushImage(client, material.Blobs, SmallLayers, SmallLayerBytes)),
            new SmallPush("push-2k", "push of a 2 kB blob, 8 clients", material, TinyClients, material.Scale.Warmup, client =>
            {
                client.PushMonolithic(material.Blobs.Make(TinyBytes));
                return TinyBytes;
            }),
            new LayerPush("push-1m", "push of a 1 MiB layer", material, Megabyte, (client, layer) => client.PushMonolithic(layer)),
            new LayerPush("push-4m", "push of a 4 MiB layer", material, Material.LayerBytes, (client, layer) => client.PushMonolithic(layer)),
            new LayerPush("push-chunked", "push of a 4 MiB layer in chunks of 1 MiB", material, Material.LayerBytes, (client, layer) => client.PushChunked(layer, Megabyte)),
            new LayerPush("push-streamed", "push of a 4 MiB layer in one PATCH of unknown length", material, Material.LayerBytes, (client, layer) => client.PushStreamed(layer)),
            new LayerPush("push-100m", "push of a 100 MiB layer, two at once", material, 100 * Megabyte, (client, layer) => client.PushMonolithic(layer)),
            new StreamPush("push-512m", "push of one 512 MiB blob over one connection", material, workspace),
            new RepeatedRead("pull-4m", "pull of a 4 MiB layer", material, "GET", LayersOf, Workload.Registries, byBytes: true),
            new LargePull("pull-large", "pull of one 512 MiB blob over one connection", material, [.. Workload.Registries, Role.Files]),
            new LargePull("pull-accelerated", "the same through nginx, to which the registry hands the file", material, Role.Accelerated, Role.Files),
            new RepeatedRead("manifest-get-tag", "GET of a manifest by tag", material, "GET", TagOf, beside, rotating: PerThread),
            new RepeatedRead("manifest-get-digest", "GET of a manifest by digest", material, "GET", DigestOf, beside, rotating: PerThread),
            new RepeatedRead("manifest-head-tag", "HEAD of a manifest by tag", material, "HEAD", TagOf, beside, rotating: PerThread),
            new RepeatedRead("manifest-head-digest", "HEAD of a manifest by digest", material, "HEAD", DigestOf, beside, rotating: PerThread),
            new RepeatedRead("blob-head", "HEAD of a layer", material, "HEAD", LayersOf, Workload.Registries, rotating: PerThread),
            tags,
            new TagPage("tag-page", "GET of 100 of 10,000 tags", material, tags),
            new Mixed("mixed", "three pulls to one push, 64 KiB layers", material),
        ];
    }
}
