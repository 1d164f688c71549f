using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Inspection.Sources;

/// <summary>The <c>index.json</c> of an OCI image layout (OCI image-spec, image-layout.md).</summary>
internal static class LayoutIndex
{
    private const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>Chooses what a tag names; without a tag, the only entry, or null when the index as a whole is one image for several platforms.</summary>
    /// <exception cref="ImageNotFoundException">Nothing has the tag, or no tag was given and there are several images.</exception>
    public static Descriptor? Choose(Manifest index, string? tag, string where)
    {
        var names = index.Manifests.Select(m => m.Annotations.GetValueOrDefault(RefName)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (tag is not null)
        {
            return index.Manifests.FirstOrDefault(m => IsNamed(m, tag))
                ?? throw new ImageNotFoundException($"{where} has no image '{tag}'; it has {(names.Count == 0 ? "no names at all" : string.Join(", ", names))}");
        }
        if (index.Manifests.Count == 0) throw new ImageNotFoundException($"{where} has no image");
        if (index.Manifests.Count == 1) return index.Manifests[0];
        if (names.Count > 0) throw new ImageNotFoundException($"{where} has several images, name one: {string.Join(", ", names)}");
        return null;
    }

    /// <summary>Where a layout keeps a blob.</summary>
    public static string PathOf(Digest digest) => $"blobs/{(digest.Algorithm == DigestAlgorithm.Sha256 ? "sha256" : "sha512")}/{digest.Hex}";

    /// <summary>Writers put the tag alone, or the whole reference, into the annotation; containerd has one of its own for the whole.</summary>
    private static bool IsNamed(Descriptor manifest, string tag) =>
        manifest.Digest.Value == tag
        || (manifest.Annotations.TryGetValue(RefName, out var name) && (name == tag || name.EndsWith(":" + tag, StringComparison.Ordinal)))
        || (manifest.Annotations.TryGetValue("io.containerd.image.name", out var image) && (image == tag || image.EndsWith(":" + tag, StringComparison.Ordinal)));
}
