using System.Buffers.Text;
using System.Security.Cryptography;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>The keys of registry tokens: made at the first start, kept in the database so that every replica has the same ones.</summary>
internal sealed class SigningKeys(IIdentityStore store, TimeProvider time) : IDisposable
{
    private Dictionary<string, ECDsa> _keys = [];
    private string? _signingKey;

    /// <summary>Reads the keys; makes the first one.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        using var candidate = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6));
        var records = await store.EnsureSigningKeyAsync(new SigningKeyRecord(id, candidate.ExportPkcs8PrivateKey(), time.GetUtcNow()), cancellationToken);
        var keys = new Dictionary<string, ECDsa>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(record.Pkcs8.Span, out _);
            keys.Add(record.Id, key);
        }
        _keys = keys;
        _signingKey = records[0].Id;
    }

    public string Sign(ReadOnlySpan<byte> payload)
    {
        var id = _signingKey ?? throw new InvalidOperationException("The signing keys are not loaded yet.");
        var key = _keys[id];
        lock (key) return Es256.Sign(payload, id, key);
    }

    /// <summary>The key of this name; tokens without a key's name are none of ours.</summary>
    public ECDsa? Find(string? id) => id is null ? null : _keys.GetValueOrDefault(id);

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }
}
