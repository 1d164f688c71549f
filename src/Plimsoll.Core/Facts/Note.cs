namespace Plimsoll.Core.Facts;

/// <summary>"Could not read X because Y", or something worth saying about what was read.</summary>
public sealed record Note
{
    /// <summary>Path in the image, or the digest or media type of what the note is about.</summary>
    public required string Path { get; init; }

    /// <summary>Index of the layer; null when the note is about the image.</summary>
    public int? Layer { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public required string Reason { get; init; }
}
