using Plimsoll.Server.Configuration;
using Plimsoll.Server.Signatures;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Images;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Vouching;

/// <summary>Whom this server believes about statements, and how it signs itself.</summary>
internal sealed class RegistryTrust(TrustMaterial material, IBundleSigner signer, IdentityTokens tokens, TrustAddress address, TrustKeys trustKeys, ServerOptions options)
{
    /// <summary>True where the server can sign.</summary>
    public bool CanSign => options.Trust.Enabled;

    /// <summary>The name under which the server signs.</summary>
    public string OwnIdentity => tokens.ServerSubject;

    /// <summary>Whether a verified statement is one of this registry: its name alone is not enough, only this server speaks for it.</summary>
    public bool IsOwn(VouchingRecord said) => said.Identity == OwnIdentity && said.Issuer == address.Issuer;

    /// <summary>Host and port of this registry, as statements name it.</summary>
    public string Authority => address.Current.Authority;

    /// <summary>Signs a statement as this server.</summary>
    public Task<byte[]> SignAsync(byte[] statement, CancellationToken cancellationToken) => signer.SignStatementAsync(statement, cancellationToken);

    /// <summary>The key that signatures of the older kinds are made with, and its certificate.</summary>
    public async ValueTask<(PrivateKey Key, IReadOnlyList<byte[]> Chain)> CounterKeyAsync(CancellationToken cancellationToken)
    {
        var key = (await trustKeys.GetAsync(cancellationToken)).InUse(TrustRole.Signatures);
        return (key.Private!, key.Chain);
    }

    /// <summary>Whether it is this server that signed: as itself, or with the key of the older kinds.</summary>
    public async ValueTask<bool> IsOwnAsync(string identity, string? issuer, CancellationToken cancellationToken) =>
        CanSign && ((identity == OwnIdentity && issuer == address.Issuer) || (await trustKeys.GetAsync(cancellationToken)).Of(TrustRole.Signatures).Any(key => identity == key.Public.ToString() || identity == SigningCertificate.SubjectOf(key.Chain[0])));

    /// <summary>Finds out who signed bundles.</summary>
    public async ValueTask<ImageSigners> SignersAsync(CancellationToken cancellationToken) => (await material.ReadAsync(cancellationToken)).Signers;
}
