using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plimsoll.Bench.Registry;

/// <summary>
/// Follows the server's challenge once per repository (distribution's token authentication) and keeps the token until it is nearly over. Workloads ask
/// for it before their clock starts, as a client does that pulls many things with one login.
/// </summary>
internal sealed partial class Login(Uri server, string? user, string? password) : IDisposable
{
    /// <summary>A token that has less than this to live is replaced; no measured run is longer.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(50);

    /// <summary>What the token specification says when <c>expires_in</c> is absent.</summary>
    private const int DefaultSeconds = 60;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Dictionary<string, (string Value, DateTimeOffset Until)> _tokens = [];

    /// <summary>Value of the Authorization field for this repository, or null when the server asks for none.</summary>
    public string? For(string repository)
    {
        if (user is null) return null;
        lock (_tokens)
        {
            if (_tokens.TryGetValue(repository, out var known) && known.Until - DateTimeOffset.UtcNow > Reserve) return known.Value;
            return (_tokens[repository] = Exchange(repository)).Value;
        }
    }

    /// <summary>Value of the Authorization field for what is not the registry API.</summary>
    public AuthenticationHeaderValue? Basic => user is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public void Dispose() => _http.Dispose();

    private (string Value, DateTimeOffset Until) Exchange(string repository)
    {
        var basic = Basic!;
        using var ping = _http.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/v2/")));
        var challenge = ping.Headers.WwwAuthenticate.FirstOrDefault(field => string.Equals(field.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase));
        if (challenge?.Parameter is null) return (basic.ToString(), DateTimeOffset.MaxValue);

        var parameters = Parameter.Matches(challenge.Parameter).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        string scope = Uri.EscapeDataString($"repository:{repository}:pull,push");
        string service = Uri.EscapeDataString(parameters.GetValueOrDefault("service", ""));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{parameters["realm"]}?service={service}&scope={scope}") { Headers = { Authorization = basic } };
        using var answer = _http.Send(request);
        if (!answer.IsSuccessStatusCode) throw new BenchException($"The login was refused with {(int)answer.StatusCode}.");
        using var document = JsonDocument.Parse(answer.Content.ReadAsStream());
        var root = document.RootElement;
        string token = (root.TryGetProperty("token", out var field) ? field : root.GetProperty("access_token")).GetString()!;
        int seconds = root.TryGetProperty("expires_in", out var life) ? life.GetInt32() : DefaultSeconds;
        return ("Bearer " + token, DateTimeOffset.UtcNow.AddSeconds(seconds));
    }

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter { get; }
}
