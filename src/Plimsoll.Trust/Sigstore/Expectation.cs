using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Sigstore;

/// <summary>Who must have signed. There is no expectation that anybody fulfils.</summary>
public abstract record Expectation
{
    private Expectation() { }

    /// <summary>Somebody with a short-lived certificate.</summary>
    public sealed record Identity : Expectation
    {
        /// <summary>Expects a name from an issuer.</summary>
        public Identity(IdentityPattern subject, IdentityPattern issuer)
        {
            Subject = subject;
            Issuer = issuer;
        }

        /// <summary>The subject alternative name.</summary>
        public IdentityPattern Subject { get; }

        /// <summary>The OpenID issuer.</summary>
        public IdentityPattern Issuer { get; }
    }

    /// <summary>The holder of a key.</summary>
    public sealed record Key(PublicKey PublicKey) : Expectation;
}
