using Plimsoll.Core.Errors;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Keys;

/// <summary>All keys at one moment.</summary>
internal sealed class TrustKeySet(IReadOnlyList<TrustKey> keys)
{
    /// <summary>Those in use and those of the past, oldest first.</summary>
    public IReadOnlyList<TrustKey> All { get; } = keys;

    public TrustKey InUse(string role) => All.First(key => key.Role == role && key.IsInUse);

    public PrivateKey Private(string role) => InUse(role).Private!;

    public IReadOnlyList<TrustKey> Of(string role) => [.. All.Where(key => key.Role == role)];
}

/// <summary>The keys of the trust services: made when they are needed first, read again now and then, because another server may have rotated one.</summary>
internal sealed partial class TrustKeys(IMetadataStore metadata, KeySealing sealing, KeyMaking making, TrustAddress address, TimeProvider time, ILogger<TrustKeys> logger) : IDisposable
{
    /// <summary>So long a server may sign with a key that another server has replaced; what it signs is good, because old keys stay trusted until the time of their end.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(5);

    /// <summary>What is signed meanwhile, here and elsewhere, is still in the time of the old key.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Dictionary<string, PrivateKey> _private = [];
    private volatile TrustKeySet? _current;
    private long _loadedAt;
    private volatile string? _problem;

    /// <summary>Why the keys cannot be used, as far as anybody asked for them; null when they can.</summary>
    public string? Problem => _problem;

    /// <summary>The keys.</summary>
    /// <exception cref="OciException">UNAVAILABLE: they are encrypted with another key than this server has.</exception>
    public async ValueTask<TrustKeySet> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && time.GetElapsedTime(Volatile.Read(ref _loadedAt)) < Stale) return current;
        return await LoadAsync(false, cancellationToken);
    }

    /// <summary>The keys, that of identity tokens among them, which is dear to make.</summary>
    public async ValueTask<TrustKeySet> GetWithTokensAsync(CancellationToken cancellationToken)
    {
        var keys = await GetAsync(cancellationToken);
        return keys.Of(TrustRole.Tokens).Count > 0 ? keys : await LoadAsync(true, cancellationToken);
    }

    /// <summary>Puts a new key into use; what the old one signed stays good.</summary>
    public async Task<TrustKey> RotateAsync(string role, AuditEvent audit, CancellationToken cancellationToken)
    {
        var keys = role == TrustRole.Tokens ? await GetWithTokensAsync(cancellationToken) : await GetAsync(cancellationToken);
        var made = making.Make(role, address.Current.Host);
        if (!await metadata.Trust.ReplaceKeyAsync(keys.InUse(role).Record.Id, made.Start + Overlap, made, audit, cancellationToken)) throw new OciException(TrustError.Changed, "another server rotated the key just now");
        return (await LoadAsync(false, cancellationToken)).InUse(role);
    }

    public void Dispose()
    {
        foreach (var key in _private.Values) key.Dispose();
        _loading.Dispose();
    }

    private async Task<TrustKeySet> LoadAsync(bool withTokens, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var records = await metadata.Trust.ListKeysAsync(cancellationToken);
            var missing = TrustRole.All.Where(role => (withTokens || role != TrustRole.Tokens) && !records.Any(record => record.Role == role)).ToList();
            if (missing.Count > 0)
            {
                // A server without the right key must not make one with another: nobody could open both.
                foreach (var record in records) Open(record);
                await metadata.Trust.AddMissingKeysAsync([.. missing.Select(role => making.Make(role, address.Current.Host))], cancellationToken);
                records = await metadata.Trust.ListKeysAsync(cancellationToken);
            }
            var keys = new TrustKeySet([.. records.Select(Open)]);
            _problem = null;
            _current = keys;
            Volatile.Write(ref _loadedAt, time.GetTimestamp());
            return keys;
        }
        catch (OciException e) when (e.Error == TrustError.Sealed)
        {
            // Many ask, again and again.
            if (_problem != e.Message) LogSealed(e.Message);
            _problem = e.Message;
            throw;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>A root that was replaced signs its successor; no other key of the past signs anything.</summary>
    private TrustKey Open(TrustKeyRecord record)
    {
        if (record.End is not null && record.Role != TrustRole.Root) return new TrustKey(record, PublicOf(record), null);
        if (!_private.TryGetValue(record.Id, out var key))
        {
            var secret = sealing.Open(record.Id, record.Sealed)
                ?? throw new OciException(TrustError.Sealed, $"the keys of the trust services are encrypted with another key than the one in {sealing.Path}, or it is missing: {sealing.Advice}; then start the server again");
            _private[record.Id] = key = PrivateKey.Read(secret);
        }
        return new TrustKey(record, key.PublicKey, key);
    }

    private static PublicKey PublicOf(TrustKeyRecord record) =>
        TrustKey.HasChain(record.Role) ? Plimsoll.Trust.Authority.AuthorityCertificate.KeyOf(record.Public) : PublicKey.Read(record.Public);

    [LoggerMessage(Level = LogLevel.Error, Message = "nothing can be signed: {Reason}")]
    private partial void LogSealed(string reason);
}
