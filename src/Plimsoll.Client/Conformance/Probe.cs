using System.Security.Cryptography;
using System.Text;
using Plimsoll.Client.Content;
using Plimsoll.Client.Http;
using Plimsoll.Core;

namespace Plimsoll.Client.Conformance;

/// <summary>What a check asks a registry with: requests whose every word is remembered, in repositories that are its own.</summary>
public sealed class Probe
{
    private const int MaxShown = 2048;
    private const int MaxBody = 8 * 1024 * 1024;
    private const string ManifestTypes = $"{MediaTypes.OciManifest}, {MediaTypes.OciIndex}, {MediaTypes.DockerManifest}, {MediaTypes.DockerManifestList}";

    private static readonly HashSet<string> Hidden = new(["Authorization", "Set-Cookie", "Date", "Server", "X-Content-Type-Options", "Strict-Transport-Security", "Connection"], StringComparer.OrdinalIgnoreCase);

    private readonly RegistryTransport _transport;
    private readonly Traces _traces;
    private readonly List<Exchange> _exchanges = [];
    private readonly CancellationToken _cancellation;

    internal Probe(RegistryTransport transport, Traces traces, string prefix, CancellationToken cancellationToken)
    {
        (_transport, _traces, _cancellation) = (transport, traces, cancellationToken);
        (Repository, Other) = (prefix + "/a", prefix + "/b");
    }

    /// <summary>The repository of the checks.</summary>
    public string Repository { get; }

    /// <summary>A second one.</summary>
    public string Other { get; }

    /// <summary>Everything that was asked so far.</summary>
    public IReadOnlyList<Exchange> Exchanges => _exchanges;

    /// <summary>The path of something in the repository.</summary>
    public string Path(string rest) => $"/v2/{Repository}/{rest}";

    /// <summary>Random bytes that no registry has.</summary>
    public static byte[] Bytes(int size) => RandomNumberGenerator.GetBytes(size);

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">A path, or an address that the registry named.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="headers">More headers.</param>
    /// <exception cref="CheckFailedException">No answer came.</exception>
    public async Task<Reply> SendAsync(string method, string target, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var address = new Uri(_transport.Registry, target);
        if (!TargetRule.SameOrigin(address, _transport.Registry)) throw new CheckNotRunException($"The registry sends the client to {address.Host}, where this program does not follow.");
        // "The client SHOULD include an Accept header": without one some registries convert manifests for clients of ten years ago, or have none for them.
        if (method is "GET" or "HEAD" && address.AbsolutePath.Contains("/manifests/", StringComparison.Ordinal) && !headers.Any(header => header.Name == "Accept")) headers = [.. headers, ("Accept", ManifestTypes)];
        var request = new RegistryRequest(new HttpMethod(method), address, $"repository:{Repository}:pull,push,delete repository:{Other}:pull,push,delete")
        {
            Headers = headers,
            Body = body is not null ? () => new ByteArrayContent(body) : method is "POST" or "PUT" or "PATCH" ? () => new ByteArrayContent([]) : null,
        };
        try
        {
            using var response = await _transport.SendAsync(request, _cancellation);
            var content = await BoundedBody.ReadAsync(response.Content, MaxBody, _cancellation) ?? throw new CheckFailedException($"{method} {address.PathAndQuery}: the answer is larger than {MaxBody} bytes.");
            return Remember(method, address, headers, body, response, content);
        }
        catch (Exception e) when (e is RegistryException or HttpRequestException or IOException)
        {
            _exchanges.Add(new Exchange(method, address.PathAndQuery, Pairs(headers), Show(body), null, [], e.Message));
            throw new CheckFailedException($"{method} {address.PathAndQuery}: no usable answer came: {e.Message}.");
        }
    }

    /// <summary>GET.</summary>
    public Task<Reply> GetAsync(string target, params (string Name, string Value)[] headers) => SendAsync("GET", target, null, headers);

    /// <summary>HEAD.</summary>
    public Task<Reply> HeadAsync(string target, params (string Name, string Value)[] headers) => SendAsync("HEAD", target, null, headers);

    /// <summary>Begins an upload and gives its address.</summary>
    public async Task<string> StartAsync() => (await SendAsync("POST", Path("blobs/uploads/"))).Expect(202).Header("Location");

    /// <summary>The address that ends an upload.</summary>
    public string Closing(string location, string digest) => BlobUpload.Closing(new Uri(_transport.Registry, location), digest).ToString();

    /// <summary>Pushes a blob that a check needs.</summary>
    /// <exception cref="CheckNotRunException">The registry does not take it.</exception>
    public async Task<string> HaveBlobAsync(byte[] content, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        var digest = Digest.Of(content, algorithm).Value;
        try
        {
            (await SendAsync("PUT", Closing(await StartAsync(), digest), content, ("Content-Type", "application/octet-stream"))).Expect(201);
        }
        catch (CheckFailedException e)
        {
            throw new CheckNotRunException("A blob that the check needs could not be pushed. " + e.Message);
        }
        return digest;
    }

    /// <summary>Pushes a manifest that a check needs.</summary>
    /// <exception cref="CheckNotRunException">The registry does not take it.</exception>
    public async Task<SampleManifest> HaveManifestAsync(SampleManifest manifest, string? tag = null)
    {
        try
        {
            (await PutAsync(manifest, tag)).Expect(201);
        }
        catch (CheckFailedException e)
        {
            throw new CheckNotRunException("A manifest that the check needs could not be pushed. " + e.Message);
        }
        return manifest;
    }

    /// <summary>Pushes a manifest by a tag, or by its digest.</summary>
    public Task<Reply> PutAsync(SampleManifest manifest, string? tag = null) => SendAsync("PUT", Path("manifests/" + (tag ?? manifest.Digest)), manifest.Content, ("Content-Type", manifest.MediaType));

    /// <summary>Pushes an image of one layer that nobody else has.</summary>
    /// <exception cref="CheckNotRunException">The registry does not take it.</exception>
    public async Task<SampleManifest> HaveImageAsync(string? tag = null) => await HaveManifestAsync(await ImageAsync(), tag);

    /// <summary>An image of one layer, whose blobs are pushed.</summary>
    public async Task<SampleManifest> ImageAsync()
    {
        var layer = Bytes(512);
        var config = Encoding.UTF8.GetBytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + Digest.Of(layer) + "\"]}}");
        await HaveBlobAsync(config);
        await HaveBlobAsync(layer);
        return SampleManifest.Image((MediaTypes.OciConfig, config), [("application/vnd.oci.image.layer.v1.tar", layer)]);
    }

    private Reply Remember(string method, Uri address, (string Name, string Value)[] sent, byte[]? body, HttpResponseMessage response, byte[] content)
    {
        var headers = response.Headers.Concat(response.Content.Headers).SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value))).ToList();
        var status = (int)response.StatusCode;
        _exchanges.Add(new Exchange(method, address.PathAndQuery, Pairs(sent), Show(body), status, [.. headers.Where(header => !Hidden.Contains(header.Key))], method == "HEAD" ? null : Show(content)));
        _traces.Note(method, address, status, headers.Find(header => header.Key.Equals("Location", StringComparison.OrdinalIgnoreCase)).Value, body);
        return new Reply($"{method} {Short(address)}", status, headers, content);
    }

    /// <summary>What people can read: the exchanges have it in full, with what registries keep in the addresses of uploads.</summary>
    private string Short(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        return path.StartsWith($"/v2/{Repository}/", StringComparison.Ordinal) ? path[$"/v2/{Repository}/".Length..] : path;
    }

    private static List<KeyValuePair<string, string>> Pairs((string Name, string Value)[] headers) => [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))];

    private static string? Show(byte[]? body)
    {
        if (body is null or { Length: 0 }) return null;
        if (Array.Exists(body[..Math.Min(body.Length, MaxShown)], value => value is < 32 and not (9 or 10 or 13) or > 126)) return $"({body.Length} bytes)";
        return body.Length <= MaxShown ? Encoding.ASCII.GetString(body) : Encoding.ASCII.GetString(body, 0, MaxShown) + $"… ({body.Length} bytes)";
    }
}
