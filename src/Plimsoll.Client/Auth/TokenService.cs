using System.Net.Http.Headers;
using System.Text.Json;
using Plimsoll.Client.Http;

namespace Plimsoll.Client.Auth;

/// <summary>A bearer token.</summary>
/// <param name="Text">What goes into the header.</param>
/// <param name="Expires">When to stop using it; some seconds before it really ends.</param>
internal sealed record Token(string Text, DateTimeOffset Expires);

/// <summary>
/// Asks the token service that a challenge names. The realm comes from the registry and is hostile until <see cref="TargetRule"/> has seen it: no credential is
/// looked at before.
/// </summary>
internal sealed class TokenService(Uri registry, TimeProvider time, TokenService.Send send)
{
    private const int MaxAnswer = 256 * 1024;
    private const int DefaultLifeSeconds = 60;
    private const int MarginSeconds = 10;

    /// <summary>Sends one request as it is.</summary>
    public delegate Task<HttpResponseMessage> Send(HttpRequestMessage message, CancellationToken cancellationToken);

    public async Task<Token> FetchAsync(Challenge challenge, string scope, Lazy<Credential?> credential, CancellationToken cancellationToken)
    {
        var realm = RealmOf(challenge);
        using var request = credential.Value is Credential.IdentityToken identity
            ? Exchange(realm, challenge, scope, identity)
            : Ask(realm, challenge, scope, credential.Value as Credential.Password);
        var asked = time.GetUtcNow();
        using var response = await send(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw await ErrorBody.ReadAsync(response, cancellationToken);
        var body = await BoundedBody.ReadAsync(response.Content, MaxAnswer, cancellationToken) ?? throw Unusable(realm, "the answer is larger than a token can be");
        return Read(body, asked, realm);
    }

    private Uri RealmOf(Challenge challenge)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm)) throw Unusable(registry, "the registry asks for a token and names no place that gives one");
        return TargetRule.Refusal(registry, realm) is { } refusal ? throw Unusable(registry, $"the registry names {realm.Host} as its token service: {refusal}") : realm;
    }

    private static HttpRequestMessage Ask(Uri realm, Challenge challenge, string scope, Credential.Password? password)
    {
        var query = new List<string>();
        if (challenge["service"] is { } service) query.Add("service=" + Uri.EscapeDataString(service));
        foreach (var wanted in Scopes(challenge, scope)) query.Add("scope=" + Uri.EscapeDataString(wanted));
        if (password is not null) query.Add("account=" + Uri.EscapeDataString(password.User));
        var address = new UriBuilder(realm) { Query = string.Join('&', [.. realm.Query.Length > 1 ? new[] { realm.Query[1..] } : [], .. query]) };
        var message = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        if (password is not null) message.Headers.Authorization = Authenticator.Basic(password);
        return message;
    }

    private static HttpRequestMessage Exchange(Uri realm, Challenge challenge, string scope, Credential.IdentityToken identity) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = identity.Token,
            ["service"] = challenge["service"] ?? "",
            ["scope"] = string.Join(' ', Scopes(challenge, scope)),
            ["client_id"] = "plimsoll",
        }),
    };

    /// <summary>What the registry says is missing and what the client knows it will need.</summary>
    private static IEnumerable<string> Scopes(Challenge challenge, string scope) =>
        $"{challenge["scope"]} {scope}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);

    private static Token Read(byte[] body, DateTimeOffset asked, Uri realm)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var text = Text(json.RootElement, "token") ?? Text(json.RootElement, "access_token") ?? throw Unusable(realm, "the answer holds no token");
            // A token with a line break would be a header of its own.
            if (!AuthenticationHeaderValue.TryParse("Bearer " + text, out _) || text.Any(c => c is <= ' ' or >= '\x7f')) throw Unusable(realm, "the token has characters that a header cannot hold");
            var life = json.RootElement.TryGetProperty("expires_in", out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var seconds) ? seconds : DefaultLifeSeconds;
            return new Token(text, asked.AddSeconds(Math.Max(life - MarginSeconds, MarginSeconds / 2)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Unusable(realm, "the answer is not a token in JSON", e);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static RegistryException Unusable(Uri address, string reason, Exception? inner = null) =>
        new($"{ErrorBody.WithoutQuery(address)}: {reason}", ErrorBody.WithoutQuery(address), inner: inner);
}
