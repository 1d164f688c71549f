using Plimsoll.Core;
using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Api;

/// <summary>Digests as people and programs write them into addresses.</summary>
internal static class DigestParameter
{
    /// <summary>Reads a SHA-256 in either case, with or without <c>sha256:</c> before it, as <c>sha256sum</c> and others print it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is the digest of, for the refusal.</param>
    /// <exception cref="OciException">The text is none.</exception>
    public static Digest Sha256(string text, string what)
    {
        var lower = text.Trim().ToLowerInvariant();
        return Digest.TryParse(lower.Contains(':', StringComparison.Ordinal) ? lower : "sha256:" + lower, out var digest) && digest.Algorithm == DigestAlgorithm.Sha256
            ? digest
            : throw new OciException(ParameterError.Digest, $"'{Shorten(text)}' is not {what}: 64 hexadecimal digits are expected, with or without sha256: before them");
    }

    /// <summary>Reads the digest at which a page ended; null at the beginning of a list.</summary>
    /// <exception cref="OciException">The text is none.</exception>
    public static Digest? After(string? text) =>
        text is null ? null : Digest.TryParse(text, out var digest) ? digest : throw new OciException(ParameterError.Digest, $"'after' cannot be '{Shorten(text)}': take it from 'next' of the page before, or leave it out");

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
