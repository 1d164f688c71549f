using Plimsoll.Core;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>An image as products of statements are looked for in it.</summary>
/// <param name="Repository">Host and path, such as <c>registry.example/shop/api</c>.</param>
/// <param name="Digests">Digests that name it: its own, and those of the indexes it was found by.</param>
/// <param name="Packages">Package URLs of all that is in it.</param>
public sealed record VexImage(string Repository, IReadOnlyList<string> Digests, IReadOnlyList<Purl> Packages)
{
    /// <summary>Code name of the release of its distribution, such as <c>jammy</c>: some write it where package URLs have <c>ubuntu-22.04</c>; null without one.</summary>
    public string? Codename { get; init; }
}
