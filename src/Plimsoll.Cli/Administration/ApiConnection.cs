using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plimsoll.Cli.Administration;

/// <summary>The JSON API of a server, as one account.</summary>
internal sealed class ApiConnection : IDisposable
{
    private const int MaxAnswer = 16 << 20;

    private readonly HttpClient _client;

    /// <summary>Makes a connection.</summary>
    /// <param name="server">Address of the server, such as <c>https://registry.example.org</c>.</param>
    /// <param name="authorization">What proves who asks; null for nobody.</param>
    public ApiConnection(Uri server, AuthenticationHeaderValue? authorization)
    {
        Server = server;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(100), MaxResponseContentBufferSize = MaxAnswer };
        _client.DefaultRequestHeaders.Authorization = authorization;
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("plimsoll", typeof(ApiConnection).Assembly.GetName().Version?.ToString(3)));
    }

    public Uri Server { get; }

    /// <summary>The part of an address that image references begin with.</summary>
    public string Host => Server.Authority;

    /// <summary>Sends a request; the answer's document, or null where it has none.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="IOException">The server cannot be reached, or answers something else than Plimsoll does.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(_client, request, cancellationToken);
    }

    /// <summary>Fetches a text that is no document.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync("/api/v1/" + path, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? text : throw new ApiException(response.StatusCode, ReasonOf(response.StatusCode, text));
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"cannot reach {Server}: {e.Message}; is the server running, and does it speak {Server.Scheme}?", e);
        }
    }

    private async Task<JsonNode?> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode) throw new ApiException(response.StatusCode, ReasonOf(response.StatusCode, text));
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"cannot reach {Server}: {e.Message}; is the server running, and does it speak {Server.Scheme}?", e);
        }
        catch (JsonException e)
        {
            throw new IOException($"{Server} answers, but not as Plimsoll does; give its address with --server or PLIMSOLL_URL", e);
        }
    }

    /// <summary>Sends a body of any length and waits as long as its receiver needs; the answer's document.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="IOException">The server cannot be reached, or answers something else than Plimsoll does.</exception>
    public async Task<JsonNode?> UploadAsync(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var patient = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Server, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswer };
        patient.DefaultRequestHeaders.Authorization = _client.DefaultRequestHeaders.Authorization;
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = content };
        return await SendAsync(patient, request, cancellationToken);
    }

    /// <summary>All entries of a list, page by page.</summary>
    public async Task<List<JsonNode>> ListAsync(string path, CancellationToken cancellationToken)
    {
        const string Prefix = "/api/v1/";
        var items = new List<JsonNode>();
        for (string? next = path; next is not null;)
        {
            var page = await SendAsync(HttpMethod.Get, next, null, cancellationToken);
            items.AddRange(page!["items"]!.AsArray().Select(item => item!.DeepClone()));
            next = page["next"]?.GetValue<string>() is { } link && link.StartsWith(Prefix, StringComparison.Ordinal) ? link[Prefix.Length..] : null;
        }
        return items;
    }

    public void Dispose() => _client.Dispose();

    private static string ReasonOf(HttpStatusCode status, string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject problem && (problem["detail"] ?? problem["title"])?.GetValue<string>() is { } reason) return Inspect.TextTable.Printable(reason);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever stands before the server answered in its own way; the status is all there is.
        }
        return $"the server answered {(int)status}";
    }
}
