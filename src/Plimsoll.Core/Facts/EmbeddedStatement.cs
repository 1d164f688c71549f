namespace Plimsoll.Core.Facts;

/// <summary>A document with statements about vulnerabilities (VEX) that lies in an image. It is what the builder says, and shows nothing of what is there.</summary>
public sealed record EmbeddedStatement
{
    /// <summary>Absolute path in the image.</summary>
    public required string Path { get; init; }

    /// <summary>Index of the layer that brought it.</summary>
    public required int Layer { get; init; }

    /// <summary>The document as it lies there; null where it was not kept.</summary>
    public string? Document { get; init; }

    /// <summary>Why it was not kept.</summary>
    public string? Refusal { get; init; }
}
