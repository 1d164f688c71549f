using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Signatures;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>Whom this server believes about statements, and how it signs itself.</summary>
internal sealed class RegistryTrust(IEnumerable<ITrustedRootSource> sources, IBundleSigner signer, IdentityTokens tokens, TrustAddress address, TrustKeys trustKeys, ServerOptions options)
{
    private readonly IReadOnlyList<PublicKey> _keys = ReadKeys(options.Vouching);

    /// <summary>True where the server can sign.</summary>
    public bool CanSign => options.Trust.Enabled;

    /// <summary>The name under which the server signs.</summary>
    public string OwnIdentity => tokens.ServerSubject;

    /// <summary>Whether a verified statement is one of this registry: its name alone is not enough, only this server speaks for it.</summary>
    public bool IsOwn(VouchingRecord said) => said.Identity == OwnIdentity && said.Issuer == address.Issuer;

    /// <summary>Host and port of this registry, as statements name it.</summary>
    public string Authority => address.Current.Authority;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsException">A file cannot be read.</exception>
    public static IReadOnlyList<PublicKey> ReadKeys(VouchingOptions options) => [.. options.Keys.Select(Read)];

    /// <summary>Signs a statement as this server.</summary>
    public Task<byte[]> SignAsync(byte[] statement, CancellationToken cancellationToken) => signer.SignStatementAsync(statement, cancellationToken);

    /// <summary>The key that signatures of the older kinds are made with, and its certificate.</summary>
    public async ValueTask<(PrivateKey Key, IReadOnlyList<byte[]> Chain)> CounterKeyAsync(CancellationToken cancellationToken)
    {
        var key = (await trustKeys.GetAsync(cancellationToken)).InUse(TrustRole.Signatures);
        return (key.Private!, key.Chain);
    }

    /// <summary>Finds out who signed bundles.</summary>
    public async ValueTask<BundleSigner> SignersAsync(CancellationToken cancellationToken)
    {
        var roots = new List<TrustedRoot>();
        foreach (var source in sources) roots.AddRange((await source.ListAsync(cancellationToken)).Select(root => root.Root));
        return new BundleSigner(roots, _keys);
    }

    private static PublicKey Read(string path)
    {
        try
        {
            return PublicKey.ReadPem(Encoding.ASCII.GetString(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException)
        {
            throw new OptionsException("vouching.keys", path, e.Message);
        }
    }
}
