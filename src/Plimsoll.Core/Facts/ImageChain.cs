using Plimsoll.Core.Manifests;

namespace Plimsoll.Core.Facts;

/// <summary>The layers of an image by what they unpack to, computed from their bytes.</summary>
/// <param name="DiffIds">Digests of the unpacked layers, lowest first.</param>
/// <param name="ChainIds">Chain ids of the lowest layer, of the two lowest, and so on.</param>
public sealed record ImageChain(IReadOnlyList<Digest> DiffIds, IReadOnlyList<Digest> ChainIds)
{
    /// <summary>The chain id of all layers.</summary>
    public Digest Top => ChainIds[^1];

    /// <summary>The chain of an image; null for what is no image, and where a layer was not read to its end: a configuration may lie about it.</summary>
    public static ImageChain? Of(InspectionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Image.Config is null || document.Layers.Count == 0 || document.Layers.Any(layer => layer.UncompressedSize is null || layer.DiffId is null)) return null;
        var diffIds = document.Layers.Select(layer => layer.DiffId!.Value).ToList();
        return new ImageChain(diffIds, ChainId.Of(diffIds));
    }
}
