using Plimsoll.Core;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>What a statement says of a vulnerability in a product.</summary>
public enum VexStatus
{
    /// <summary>Nobody knows yet.</summary>
    UnderInvestigation,

    /// <summary>It does not reach the product.</summary>
    NotAffected,

    /// <summary>It reaches the product.</summary>
    Affected,

    /// <summary>It is mended in the product.</summary>
    Fixed,
}

/// <summary>A product of a statement: an image, or a package, and what in it is meant.</summary>
/// <param name="Purl">The product.</param>
/// <param name="Subcomponents">What in it is meant; empty for all of it.</param>
public sealed record VexProduct(Purl Purl, IReadOnlyList<Purl> Subcomponents);

/// <summary>One statement of a document, in whatever format it came. Products that are no package URLs cannot be found in images and are left out.</summary>
public sealed record VexStatement
{
    /// <summary>Names of the vulnerability, the first the one it is known by here.</summary>
    public required IReadOnlyList<string> Vulnerabilities { get; init; }

    /// <summary>What is said.</summary>
    public required VexStatus Status { get; init; }

    /// <summary>Of what.</summary>
    public required IReadOnlyList<VexProduct> Products { get; init; }

    /// <summary>Why it is not affected, in the words of the format, such as <c>vulnerable_code_not_present</c>; null without.</summary>
    public string? Justification { get; init; }

    /// <summary>The author's words about it; null without.</summary>
    public string? Note { get; init; }

    /// <summary>When it was said; that of the document where the statement has none.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Author of the document, by its own word.</summary>
    public string? Author { get; init; }

    /// <summary>Digest of the document.</summary>
    public required Digest Document { get; init; }
}
