namespace Plimsoll.Core.Manifests;

/// <summary>
/// What a registry has to know of a manifest or an index: the edges to other content and what a referrers list shows. The exact bytes are
/// kept beside it; unknown fields stay in them.
/// </summary>
public sealed record Manifest
{
    /// <summary>The media type under which it was pushed.</summary>
    public required string MediaType { get; init; }

    /// <summary>The <c>artifactType</c> field.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The config of an image manifest; null for an index.</summary>
    public Descriptor? Config { get; init; }

    /// <summary>The layers of an image manifest.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>The children of an index.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>The manifest that this one refers to.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Annotations of the manifest itself.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.EmptyAnnotations;

    /// <summary>True for an index or a manifest list.</summary>
    public bool IsIndex => MediaTypes.IsIndex(MediaType);

    /// <summary>
    /// The type under which this manifest appears in a referrers list: its own <c>artifactType</c>, else the media type of its config
    /// (distribution-spec, "Listing Referrers"); null for an index without one.
    /// </summary>
    public string? ReferrerArtifactType => ArtifactType is { Length: > 0 } own ? own : Config?.MediaType;
}
