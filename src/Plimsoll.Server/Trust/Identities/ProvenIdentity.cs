using Plimsoll.Trust.Authority;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>Who a token says its bearer is.</summary>
/// <param name="Name">Whom a certificate names, and the issuer.</param>
/// <param name="Challenge">What the bearer signs to show that they have the key: the claim that the issuer vouches for.</param>
/// <param name="Extensions">What the issuer says besides, by the last arc of the extension.</param>
internal sealed record ProvenIdentity(CertifiedName Name, string Challenge, IReadOnlyDictionary<int, string> Extensions);
