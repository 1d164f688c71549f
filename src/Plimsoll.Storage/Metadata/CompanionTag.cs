using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Tags that hold what belongs to a manifest: the list of its referrers (<c>sha256-HEX</c>; distribution-spec, "Referrers Tag Schema") and what cosign writes beside it
/// (<c>sha256-HEX.sig</c>, <c>.att</c>, <c>.sbom</c>).
/// </summary>
internal static class CompanionTag
{
    private const int FallbackLength = 71;

    /// <summary>The start of the digest that the tag is about, which for SHA-256 is all of it; null when it is about none.</summary>
    public static string? SubjectOf(Tag tag)
    {
        var text = tag.Value;
        if (text.Length < FallbackLength || (text.Length > FallbackLength && text[FallbackLength] != '.')) return null;
        return Tag.Parse(text[..FallbackLength]).TryGetFallbackSubject(out var algorithm, out var hex) ? (algorithm == DigestAlgorithm.Sha256 ? "sha256:" : "sha512:") + hex : null;
    }
}
