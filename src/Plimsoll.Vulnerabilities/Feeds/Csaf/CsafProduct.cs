namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>What a product identifier of a document stands for, as far as it is known.</summary>
/// <param name="Place">The product of the vendor the component is part of: its name.</param>
/// <param name="Cpe">CPE of that product.</param>
/// <param name="Purl">Package URL of the component; null for a whole product.</param>
/// <param name="Component">Identifier of the component; null for a whole product.</param>
/// <param name="Module">Label of the rpm module.</param>
internal sealed record CsafProduct(string Place, string? Cpe, string? Purl, string? Component, string? Module);
