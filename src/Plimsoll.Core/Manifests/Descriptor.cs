namespace Plimsoll.Core.Manifests;

/// <summary>Points at content by digest (OCI image-spec, descriptor.md).</summary>
public sealed record Descriptor
{
    /// <summary>Media type of the content.</summary>
    public required string MediaType { get; init; }

    /// <summary>Digest of the content.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Size of the content in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Type of the artifact that the content is, where the descriptor says so.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Places outside the registry where the content may be had.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Annotations; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = EmptyAnnotations;

    /// <summary>Platform of a manifest in an index, where given.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Points at content that is at hand.</summary>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="content">The content.</param>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> content) => new() { MediaType = mediaType, Digest = Digest.Of(content), Size = content.Length };

    internal static IReadOnlyDictionary<string, string> EmptyAnnotations { get; } = new Dictionary<string, string>();
}

/// <summary>What a manifest in an index runs on (OCI image-spec, image-index.md).</summary>
public sealed record Platform(string Os, string Architecture, string? Variant = null, string? OsVersion = null)
{
    /// <summary><c>os/architecture[/variant]</c>, as command lines write it.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
