using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>
/// Compares a closure with what a place has, digest by digest, as somebody would find it who knows nothing but the image: by walking from it. Bytes that are there but that
/// nothing leads to count as missing.
/// </summary>
/// <param name="place">Where everything should be.</param>
public sealed class ClosureProof(IClosureSource place)
{
    private const int Parallel = 8;

    /// <summary>True for the image alone, with its children.</summary>
    public bool ImageOnly { get; init; }

    /// <summary>What is missing, each with the reason; empty when everything is there.</summary>
    /// <param name="expected">The closure as the source has it.</param>
    /// <param name="tag">The tag that must name the image; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> CompareAsync(Closure expected, Tag? tag, CancellationToken cancellationToken)
    {
        var there = await new ClosureWalk(place) { ImageOnly = ImageOnly }.RunAsync(expected.Root, cancellationToken);
        var missing = new List<string>();
        if (tag is { } name && (await place.FindManifestAsync(name.Value, cancellationToken))?.Descriptor.Digest != expected.Root.Digest) missing.Add($"the tag {name} does not name {expected.Root.Digest}");
        var manifests = there.Manifests.ToDictionary(manifest => manifest.Descriptor.Digest);
        foreach (var manifest in expected.Manifests)
        {
            if (manifests.TryGetValue(manifest.Descriptor.Digest, out var same) ? same.Descriptor.MediaType != manifest.Descriptor.MediaType : !IsMerged(manifest, expected, there, manifests))
                missing.Add($"{manifest.Descriptor.Digest} ({manifest.ArtifactType ?? manifest.Descriptor.MediaType}){(manifest.About is { } about ? $", which is about {about}," : "")} is not found from the image");
        }
        var lost = new System.Collections.Concurrent.ConcurrentBag<Descriptor>();
        await System.Threading.Tasks.Parallel.ForEachAsync(expected.Blobs, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (blob, cancellation) =>
        {
            if (!await place.HasBlobAsync(blob, cancellation)) lost.Add(blob);
        });
        return [.. missing, .. lost.OrderBy(blob => blob.Digest).Select(blob => $"the bytes of {blob.Digest} ({blob.MediaType}) are not there")];
    }

    /// <summary>Signatures under one of cosign's tags may stand there together with others, under a manifest that holds all of them.</summary>
    private static bool IsMerged(ClosureManifest manifest, Closure expected, Closure there, Dictionary<Digest, ClosureManifest> manifests)
    {
        if (manifest.Part != ClosurePart.CosignTag) return false;
        foreach (var (tag, digest) in expected.Tags)
        {
            if (digest != manifest.Descriptor.Digest) continue;
            // The config is another one there.
            return there.Tags.TryGetValue(tag, out var named) && manifests.TryGetValue(named, out var merged)
                && manifest.Blobs.Skip(1).All(layer => merged.Blobs.Any(present => present.Digest == layer.Digest));
        }
        return false;
    }
}
