using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Trust.Tuf;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Sigstore;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>Whom this server believes, and how it signs itself.</summary>
internal sealed class RegistryTrust
{
    private readonly IReadOnlyList<TrustedRoot> _others;
    private readonly IReadOnlyList<PublicKey> _keys;
    private readonly TufRepository _own;
    private readonly IBundleSigner _signer;
    private readonly IdentityTokens _tokens;
    private readonly TrustAddress _address;
    private readonly TrustKeys _trustKeys;
    private readonly ServerOptions _options;
    private (string Json, TrustedRoot Root)? _known;

    public RegistryTrust(TufRepository own, IBundleSigner signer, IdentityTokens tokens, TrustAddress address, TrustKeys trustKeys, ServerOptions options)
    {
        (_own, _signer, _tokens, _address, _trustKeys, _options) = (own, signer, tokens, address, trustKeys, options);
        (_others, _keys) = Read(options.Vouching);
    }

    /// <summary>True where the server can sign.</summary>
    public bool CanSign => _options.Trust.Enabled;

    /// <summary>The name under which the server signs.</summary>
    public string OwnIdentity => _tokens.ServerSubject;

    /// <summary>Host and port of this registry, as statements name it.</summary>
    public string Authority => _address.Current.Authority;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsException">A file cannot be read.</exception>
    public static (IReadOnlyList<TrustedRoot> Roots, IReadOnlyList<PublicKey> Keys) Read(VouchingOptions options) => (
        [.. options.Roots.Select(path => Read(path, "vouching.roots", bytes => TrustedRoot.Read(bytes)))],
        [.. options.Keys.Select(path => Read(path, "vouching.keys", bytes => PublicKey.ReadPem(Encoding.ASCII.GetString(bytes))))]);

    /// <summary>Signs a statement as this server.</summary>
    public Task<byte[]> SignAsync(byte[] statement, CancellationToken cancellationToken) => _signer.SignStatementAsync(statement, cancellationToken);

    /// <summary>The key that signatures of the older kinds are made with, and its certificate.</summary>
    public async ValueTask<(PrivateKey Key, IReadOnlyList<byte[]> Chain)> CounterKeyAsync(CancellationToken cancellationToken)
    {
        var key = (await _trustKeys.GetAsync(cancellationToken)).InUse(TrustRole.Signatures);
        return (key.Private!, key.Chain);
    }

    /// <summary>Finds out who signed bundles.</summary>
    public async ValueTask<BundleSigner> SignersAsync(CancellationToken cancellationToken)
    {
        if (!_options.Trust.Enabled) return new BundleSigner(_others, _keys);
        var json = (await _own.TrustedRootAsync(cancellationToken)).ToJsonString();
        if (_known is not { } known || known.Json != json) _known = known = (json, TrustedRoot.Read(Encoding.UTF8.GetBytes(json)));
        return new BundleSigner([known.Root, .. _others], _keys);
    }

    private static T Read<T>(string path, string key, Func<byte[], T> read)
    {
        try
        {
            return read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException)
        {
            throw new OptionsException(key, path, e.Message);
        }
    }
}
