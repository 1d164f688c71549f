using Plimsoll.Core;
using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>A bill of materials that somebody attached to an image. Attached is not vouched for: whoever may push can attach anything.</summary>
/// <param name="Source">How it was found: <c>referrer</c>, <c>index-referrer</c>, <c>tag</c> or <c>attestation-manifest</c>.</param>
/// <param name="Manifest">The manifest that it belongs to; null for a file.</param>
/// <param name="MediaType">Media type of its bytes.</param>
public sealed record ArrivedSbom(string Source, Digest? Manifest, string MediaType)
{
    /// <summary>What it says; null when it could not be read.</summary>
    public SbomDocument? Document { get; init; }

    /// <summary>What it says, held against what is inside; null when it could not be read.</summary>
    public SbomComparison? Comparison { get; init; }

    /// <summary>Why it could not be read.</summary>
    public string? Problem { get; init; }
}
