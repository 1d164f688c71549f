using System.Net.Http.Headers;
using System.Text;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>Sends requests to a registry without knowing anything about it: paths, headers and bytes as a test gives them.</summary>
public sealed class Wire : IDisposable
{
    private readonly HttpClient _client;

    /// <summary>Makes one for a server, with a login or without.</summary>
    public Wire(string address, string? user = null, string? password = null, int connections = 64)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = connections, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(address),
            Timeout = TimeSpan.FromMinutes(5),
        };
        if (user is not null) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>The client beneath, for what streams.</summary>
    public HttpClient Client => _client;

    /// <summary>Sends a request. Headers are pairs of name and value; a name may come more than once.</summary>
    public Task<Answer> SendAsync(string method, string path, byte[]? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body is null ? null : new ByteArrayContent(body), headers);

    /// <summary>Sends a request with any kind of body.</summary>
    public async Task<Answer> SendAsync(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.RelativeOrAbsolute)) { Content = content };
        if (content is null && method is "POST" or "PUT" or "PATCH") request.Content = new ByteArrayContent([]);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, (byte[]?)null, headers);

    public Task<Answer> HeadAsync(string path, params (string Name, string Value)[] headers) => SendAsync("HEAD", path, (byte[]?)null, headers);

    public Task<Answer> PostAsync(string path, byte[]? body = null, params (string Name, string Value)[] headers) => SendAsync("POST", path, body, headers);

    public Task<Answer> PutAsync(string path, byte[]? body = null, params (string Name, string Value)[] headers) => SendAsync("PUT", path, body, headers);

    public Task<Answer> PatchAsync(string path, byte[] body, params (string Name, string Value)[] headers) => SendAsync("PATCH", path, body, headers);

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync("DELETE", path, (byte[]?)null, headers);

    public void Dispose() => _client.Dispose();
}
