namespace Plimsoll.Trust.Notation;

/// <summary>Who says when it was signed.</summary>
internal enum SigningScheme
{
    /// <summary><c>notary.x509</c>: the signer, or a time stamp authority.</summary>
    X509,

    /// <summary><c>notary.x509.signingAuthority</c>: the service that signs for others.</summary>
    SigningAuthority,
}
