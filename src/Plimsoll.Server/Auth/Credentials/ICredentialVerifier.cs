using System.Net;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>How a credential came.</summary>
internal enum CredentialScheme
{
    /// <summary>Authorization: Basic.</summary>
    Basic,

    /// <summary>Authorization: Bearer.</summary>
    Bearer,

    /// <summary>The session cookie.</summary>
    Session,
}

/// <summary>A credential as it was sent.</summary>
internal sealed record PresentedCredential(CredentialScheme Scheme, string? UserName, string Secret, IPAddress Address);

/// <summary>What a verifier says.</summary>
internal abstract record Verification
{
    private Verification() { }

    /// <summary>Not a credential of this verifier's kind: the next one is asked.</summary>
    public sealed record NotMine : Verification
    {
        public static NotMine Instance { get; } = new();
    }

    /// <summary>It is genuine.</summary>
    public sealed record Proved(Proof Proof) : Verification;

    /// <summary>It is not; the reason may be shown to whoever sent it.</summary>
    public sealed record Refused(string Reason) : Verification;

    /// <summary>Too many wrong ones came before it.</summary>
    public sealed record Throttled(int Seconds) : Verification;
}

/// <summary>
/// Checks one kind of credential. The list of verifiers, in order, is the seam for further kinds: an OIDC login or the exchange of a CI token looks at Bearer
/// tokens of foreign issuers, LDAP at Basic passwords of users without one here, mTLS at the certificate of the connection.
/// </summary>
internal interface ICredentialVerifier
{
    ValueTask<Verification> VerifyAsync(PresentedCredential credential, CancellationToken cancellationToken);
}
