using System.Text;
using Plimsoll.Server.Configuration;
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
    private readonly PrivateKey _key = PrivateKey.Generate();
    private readonly IBundleSigner _signer;
    private byte[]? _certificate;
    private readonly ServerOptions _options;

    public RegistryTrust(ServerOptions options)
    {
        (_signer, _options) = (new KeySigner(_key), options);
        (_others, _keys) = Read(options.Vouching);
    }

    /// <summary>True where the server can sign.</summary>
    public bool CanSign => true;

    /// <summary>The name under which the server signs.</summary>
    public string OwnIdentity => _key.PublicKey.ToString();

    /// <summary>Host and port of this registry, as statements name it.</summary>
    public string Authority => new Uri(_options.PublicUrl ?? _options.Url).Authority;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsException">A file cannot be read.</exception>
    public static (IReadOnlyList<TrustedRoot> Roots, IReadOnlyList<PublicKey> Keys) Read(VouchingOptions options) => (
        [.. options.Roots.Select(path => Read(path, "vouching.roots", bytes => TrustedRoot.Read(bytes)))],
        [.. options.Keys.Select(path => Read(path, "vouching.keys", bytes => PublicKey.ReadPem(Encoding.ASCII.GetString(bytes))))]);

    /// <summary>Signs a statement as this server.</summary>
    public Task<byte[]> SignAsync(byte[] statement, CancellationToken cancellationToken) => _signer.SignStatementAsync(statement, cancellationToken);

    /// <summary>The key that signatures of the older kinds are made with, and its certificate.</summary>
    public ValueTask<(PrivateKey Key, IReadOnlyList<byte[]> Chain)> CounterKeyAsync(CancellationToken cancellationToken) => new((_key, [_certificate ??= SigningCertificate.SelfSigned(_key, Authority, DateTimeOffset.UnixEpoch.AddYears(50))]));

    /// <summary>Finds out who signed bundles.</summary>
    public async ValueTask<BundleSigner> SignersAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        return new BundleSigner(_others, [_key.PublicKey, .. _keys]);
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
