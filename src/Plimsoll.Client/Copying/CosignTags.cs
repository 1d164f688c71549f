using System.Text.Json.Nodes;
using Plimsoll.Core;

namespace Plimsoll.Client.Copying;

/// <summary>The tags under which cosign keeps signatures, attestations and bills of materials beside a manifest (cosign, specs/SIGNATURE_SPEC.md).</summary>
internal static class CosignTags
{
    private static readonly string[] Suffixes = [".sig", ".att", ".sbom"];

    /// <summary>The tags that belong to a manifest.</summary>
    public static IEnumerable<Tag> Of(Digest manifest)
    {
        var stem = Tag.ReferrersFallbackOf(manifest);
        return Suffixes.Select(suffix => Tag.Parse(stem + suffix));
    }

    /// <summary>True for tags that are no image but belong to one: cosign's, and those that stand for a list of referrers.</summary>
    public static bool IsOne(Tag tag)
    {
        var dot = tag.Value.IndexOf('.', StringComparison.Ordinal);
        return Tag.TryParse(dot < 0 ? tag.Value : tag.Value[..dot], out var stem) && stem.TryGetFallbackSubject(out _, out _);
    }

    /// <summary>
    /// One manifest with the layers of both, for a tag under which two places hold different signatures: cosign adds layers, and reads nothing of the config.
    /// </summary>
    /// <param name="there">The manifest that the tag names at the destination.</param>
    /// <param name="more">The manifest that it names at the source.</param>
    /// <returns>Null when the first has all layers of the second. The second part is the config that the merged manifest names.</returns>
    public static (FetchedManifest Manifest, byte[] Config)? Merge(FetchedManifest there, FetchedManifest more)
    {
        var (document, other) = (JsonNode.Parse(there.Content.Span)!, JsonNode.Parse(more.Content.Span)!);
        var layers = document["layers"]!.AsArray();
        var known = layers.Select(layer => (string?)layer!["digest"] + layer["annotations"]?.ToJsonString()).ToHashSet(StringComparer.Ordinal);
        var added = other["layers"]!.AsArray().Where(layer => !known.Contains((string?)layer!["digest"] + layer["annotations"]?.ToJsonString())).Select(layer => layer!.DeepClone()).ToList();
        if (added.Count == 0) return null;
        foreach (var layer in added) layers.Add(layer);
        // Layers of signatures are stored as they are, so they are their own diff ids.
        var config = System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["architecture"] = "",
            ["os"] = "",
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode?)(string?)layer!["digest"])]) },
        }.ToJsonString());
        document["config"]!["digest"] = Digest.Of(config).Value;
        document["config"]!["size"] = config.Length;
        var content = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
        return (new FetchedManifest(there.Descriptor with { Digest = Digest.Of(content), Size = content.Length }, content), config);
    }
}
