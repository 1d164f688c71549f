using System.Collections.Concurrent;
using System.Text.Json;
using Plimsoll.Server.Configuration;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>
/// The keys of issuers that the settings allow. Nothing but these is fetched: over https (http only from this machine), without redirects, the keys from the host of the
/// issuer, small and soon; so no token can send the server anywhere.
/// </summary>
internal sealed class ExternalIssuers : IDisposable
{
    private const int MaxDocument = 512 * 1024;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _allowed;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _fetching = new(StringComparer.Ordinal);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), UseCookies = false }) { MaxResponseContentBufferSize = MaxDocument, Timeout = Patience };

    public ExternalIssuers(ServerOptions options, TimeProvider time)
    {
        _allowed = [.. options.Trust.Issuers];
        _time = time;
    }

    public bool Allows(string issuer) => _allowed.Contains(issuer);

    /// <summary>Whether a text can be an allowed issuer.</summary>
    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) && url is { UserInfo: "", Query: "", Fragment: "" };

    /// <summary>The keys of an allowed issuer that a token may be signed with.</summary>
    /// <exception cref="IOException">They cannot be had.</exception>
    public async Task<IReadOnlyList<PublicKey>> KeysAsync(string issuer, string? keyId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(issuer, out var known) && Fitting(known, keyId) is { Count: > 0 } keys) return keys;
        // One that is slow keeps nobody waiting who asks for another.
        var fetching = _fetching.GetOrAdd(issuer, _ => new SemaphoreSlim(1, 1));
        await fetching.WaitAsync(cancellationToken);
        try
        {
            // A key that is not known may be new, and an issuer that failed may answer again; but nobody can have it asked all the time.
            if (!_known.TryGetValue(issuer, out known) || (Fitting(known, keyId).Count == 0 && _time.GetElapsedTime(known.TriedAt) > Retry)) _known[issuer] = known = await TryFetchAsync(issuer, known, cancellationToken);
            return Fitting(known, keyId) is { Count: > 0 } found ? found : known.Error is null ? [] : throw new IOException(known.Error);
        }
        finally
        {
            fetching.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var fetching in _fetching.Values) fetching.Dispose();
    }

    private List<PublicKey> Fitting(Known known, string? keyId) =>
        _time.GetElapsedTime(known.At) < Fresh ? [.. known.Keys.Where(key => keyId is null || key.Id is null || key.Id == keyId).Select(key => key.Key)] : [];

    private async Task<Known> TryFetchAsync(string issuer, Known? before, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(issuer, cancellationToken);
        }
        catch (IOException e)
        {
            return (before ?? new Known([], 0, 0, null)) with { TriedAt = _time.GetTimestamp(), Error = e.Message };
        }
    }

    private async Task<Known> FetchAsync(string issuer, CancellationToken cancellationToken)
    {
        try
        {
            using var configuration = JsonDocument.Parse(await GetAsync(new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancellationToken));
            var root = configuration.RootElement;
            if (root.GetProperty("issuer").GetString() != issuer) throw new IOException($"{issuer} says that it is another issuer");
            var keys = new Uri(root.GetProperty("jwks_uri").GetString()!, UriKind.Absolute);
            var home = new Uri(issuer);
            if (keys.Scheme != home.Scheme || keys.Authority != home.Authority) throw new IOException($"{issuer} has its keys on another host");
            var read = JsonWebKeys.Read(await GetAsync(keys, cancellationToken));
            return new Known(read, _time.GetTimestamp(), _time.GetTimestamp(), null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException or ArgumentNullException)
        {
            throw new IOException($"{issuer} answers with documents that cannot be read", e);
        }
    }

    private async Task<byte[]> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(address, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new IOException($"{address} answered {(int)response.StatusCode}");
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{address.Host} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{address.Host} took longer than {Patience.TotalSeconds} seconds", e);
        }
    }

    private sealed record Known(IReadOnlyList<(string? Id, PublicKey Key)> Keys, long At, long TriedAt, string? Error);
}
