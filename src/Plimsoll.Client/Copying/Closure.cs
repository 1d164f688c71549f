using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>Why a manifest belongs to a closure.</summary>
public enum ClosurePart
{
    /// <summary>It is what was named.</summary>
    Root,

    /// <summary>An index lists it.</summary>
    Child,

    /// <summary>It refers to another one of the closure.</summary>
    Referrer,

    /// <summary>One of cosign's tags beside a manifest of the closure names it.</summary>
    CosignTag,
}

/// <summary>A manifest of a closure.</summary>
/// <param name="Descriptor">Digest, size and media type.</param>
/// <param name="Part">Why it belongs to it.</param>
public sealed record ClosureManifest(Descriptor Descriptor, ClosurePart Part)
{
    /// <summary>What it is about: its subject, or the manifest whose digest its tag bears; null for the root and for children.</summary>
    public Digest? About { get; init; }

    /// <summary>Its artifact type, where it has one.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The manifests that it lists, when it is an index.</summary>
    public IReadOnlyList<Digest> Children { get; init; } = [];

    /// <summary>The config, the layers, and what an index lists that is no manifest.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; init; } = [];
}

/// <summary>An image with all that vouches for it, in an order in which it can be stored: what something consists of comes before it, and the root before what is about it.</summary>
/// <param name="Root">What was named.</param>
/// <param name="Manifests">All manifests.</param>
/// <param name="Tags">Cosign's tags beside them, and what each names.</param>
/// <param name="Remarks">What was listed and is not there, or is not what the list says: no part of the closure.</param>
public sealed record Closure(Descriptor Root, IReadOnlyList<ClosureManifest> Manifests, IReadOnlyDictionary<Tag, Digest> Tags, IReadOnlyList<string> Remarks)
{
    /// <summary>All blobs, each once.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; } = [.. Manifests.SelectMany(manifest => manifest.Blobs).DistinctBy(blob => blob.Digest)];
}
