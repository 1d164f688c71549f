using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Tuf;

/// <summary>
/// The TUF repository from which clients learn whom to believe. What it should say follows from the keys and the address; where that is no longer what was published last, or half of
/// its time is over, the next version is made. Versions are never reused: of several servers one publishes.
/// </summary>
internal sealed class TufRepository(IMetadataStore metadata, TrustKeys keys, TrustAddress address, TimeProvider time) : IDisposable
{
    public const string TrustedRootName = "trusted_root.json";
    public const string SigningConfigName = "signing_config.v0.2.json";

    private static readonly TimeSpan RootLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan TargetsLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan TimestampLife = TimeSpan.FromDays(14);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _publishing = new(1, 1);
    private string? _published;

    /// <summary>What clients shall believe.</summary>
    public async ValueTask<JsonObject> TrustedRootAsync(CancellationToken cancellationToken) => TrustedRootWriter.TrustedRoot(Material(await keys.GetAsync(cancellationToken)));

    /// <summary>Where clients sign.</summary>
    public async ValueTask<JsonObject> SigningConfigAsync(CancellationToken cancellationToken)
    {
        var start = (await keys.GetAsync(cancellationToken)).All.Min(key => key.Record.Start);
        return TrustedRootWriter.SigningConfig((address.Of("/trust/fulcio"), address.Issuer, address.Of("/trust/log"), address.Of("/trust/tsa")), start);
    }

    /// <summary>A published document, once what is published is up to date.</summary>
    public async Task<byte[]?> FindAsync(string name, long? version, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return (await metadata.Trust.FindDocumentAsync(name, version, cancellationToken))?.Content;
    }

    /// <summary>Publishes what changed, and what would expire.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var set = await keys.GetAsync(cancellationToken);
        var now = time.GetUtcNow();
        // What was looked at today is the same unless a key or the address is another one.
        var state = $"{string.Join(',', set.All.Select(key => $"{key.Record.Id}{key.IsInUse}"))} {address.Issuer} {now:yyyyMMdd}";
        if (_published == state) return;
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            await PublishRootAsync(set, now, cancellationToken);
            await PublishTargetsAsync(set, now, cancellationToken);
            _published = state;
        }
        finally
        {
            _publishing.Release();
        }
    }

    public void Dispose() => _publishing.Dispose();

    private async Task PublishRootAsync(TrustKeySet set, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await metadata.Trust.FindDocumentAsync("root", null, cancellationToken);
        var signers = new List<PrivateKey> { set.Private(TrustRole.Root) };
        var roles = new Dictionary<string, IReadOnlyList<PublicKey>>
        {
            ["root"] = [set.InUse(TrustRole.Root).Public],
            ["targets"] = [set.InUse(TrustRole.Metadata).Public],
            ["snapshot"] = [set.InUse(TrustRole.Metadata).Public],
            ["timestamp"] = [set.InUse(TrustRole.Metadata).Public],
        };
        // Whoever trusts an older root follows its successors one by one, each signed by the one before: by the key that was in use then.
        if (last is not null && IsSame(last, TufWriter.Root(last.Version, last.Expires!.Value, roles)) && !IsOld(last, RootLife, now)) return;
        if (last is not null) signers.AddRange(set.Of(TrustRole.Root).Where(key => key.Private is not null).Select(key => key.Private!));
        var (version, expires) = ((last?.Version ?? 0) + 1, Whole(now + RootLife));
        await metadata.Trust.AddDocumentsAsync([new TrustDocument("root", version, TufWriter.Sign(TufWriter.Root(version, expires, roles), signers), expires)], cancellationToken);
    }

    private async Task PublishTargetsAsync(TrustKeySet set, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<string, byte[]>
        {
            [TrustedRootName] = Bytes(await TrustedRootAsync(cancellationToken)),
            [SigningConfigName] = Bytes(await SigningConfigAsync(cancellationToken)),
        };
        var key = set.Private(TrustRole.Metadata);
        var last = await metadata.Trust.FindDocumentAsync("targets", null, cancellationToken);
        var stamp = await metadata.Trust.FindDocumentAsync("timestamp", null, cancellationToken);
        var documents = new List<TrustDocument>();
        var version = last?.Version ?? 0;
        if (last is null || IsOld(last, TargetsLife, now) || !IsSame(last, TufWriter.Targets(last.Version, last.Expires!.Value, targets)) || !IsSignedWith(last, set))
        {
            version++;
            var expires = Whole(now + TargetsLife);
            documents.Add(new TrustDocument("targets", version, TufWriter.Sign(TufWriter.Targets(version, expires, targets), [key]), expires));
            documents.Add(new TrustDocument("snapshot", version, TufWriter.Sign(TufWriter.Snapshot(version, expires, version), [key]), expires));
            foreach (var (name, content) in targets) documents.Add(new TrustDocument(name, version, content, null));
        }
        if (documents.Count > 0 || stamp is null || IsOld(stamp, TimestampLife, now) || !IsSignedWith(stamp, set))
        {
            var (next, expires) = ((stamp?.Version ?? 0) + 1, Whole(now + TimestampLife));
            documents.Add(new TrustDocument("timestamp", next, TufWriter.Sign(TufWriter.Timestamp(next, expires, version), [key]), expires));
        }
        // Another server that was faster published the same.
        if (documents.Count > 0) await metadata.Trust.AddDocumentsAsync(documents, cancellationToken);
    }

    private TrustMaterial Material(TrustKeySet set) => new(
        [.. set.Of(TrustRole.Log).Select(key => new TrustedLog(TrustAddress.LogOf(key.Record.Host), key.Public, key.ValidFor))],
        [.. set.Of(TrustRole.Authority).Select(key => new TrustedAuthority(address.Of("/trust/fulcio"), key.Record.Host, key.Chain, key.ValidFor))],
        [.. set.Of(TrustRole.CertificateLog).Select(key => new TrustedLog(address.Of("/trust/fulcio"), key.Public, key.ValidFor))],
        [.. set.Of(TrustRole.Timestamps).Select(key => new TrustedAuthority(address.Of("/trust/tsa"), key.Record.Host, key.Chain, key.ValidFor))]);

    private static bool IsSame(TrustDocument last, JsonObject signed) => JsonNode.DeepEquals(JsonNode.Parse(last.Content)!["signed"], signed);

    private static bool IsOld(TrustDocument document, TimeSpan life, DateTimeOffset now) => document.Expires - life / 2 < now;

    private static bool IsSignedWith(TrustDocument document, TrustKeySet set) => TufWriter.IsSignedBy(document.Content, set.InUse(TrustRole.Metadata).Public);

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Indented);
}
