using Plimsoll.Core;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Signing;

/// <summary>A digest that a key can sign as it is.</summary>
internal static class SignableDigest
{
    public static byte[] HashOf(Digest digest, PublicKey key)
    {
        if (digest.Algorithm != DigestAlgorithm.Sha256 || key.DefaultHash != HashKind.Sha256) throw new ArgumentException($"a key of the kind {key.Kind} signs {key.DefaultHash}, not {digest}", nameof(digest));
        return Convert.FromHexString(digest.Hex);
    }
}
