using Plimsoll.Trust.Certificates;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Sigstore;

/// <summary>The key that signed, and the certificates that say whose it is; none when the key itself is what is trusted.</summary>
internal sealed record SignerMaterial(PublicKey Key, IReadOnlyList<Certificate> Certificates)
{
    /// <summary>How a log writes it down.</summary>
    public ReadOnlySpan<byte> Logged => Certificates.Count > 0 ? Certificates[0].Raw.Span : Key.Spki.Span;
}
