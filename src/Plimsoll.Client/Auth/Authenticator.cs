using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;

namespace Plimsoll.Client.Auth;

/// <summary>
/// Meets the challenges of one registry: Bearer through its token service (distribution-spec, "Token Authentication"), or Basic. Tokens are kept per scope
/// until shortly before they end.
/// </summary>
internal sealed class Authenticator(Uri registry, string host, RegistryClientOptions options, TokenService.Send send)
{
    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly Lazy<Credential?> _credential = new(() => options.Credentials.Select(source => source.Find(host)).FirstOrDefault(found => found is not null));
    private volatile AuthenticationHeaderValue? _basic;

    /// <summary>What is known to open a scope; null before the first challenge.</summary>
    public AuthenticationHeaderValue? HeaderFor(string scope)
    {
        if (!_tokens.TryGetValue(scope, out var token)) return _basic;
        if (token.Expires > options.Time.GetUtcNow()) return new AuthenticationHeaderValue("Bearer", token.Text);
        _tokens.TryRemove(scope, out _);
        return null;
    }

    /// <summary>Meets the challenges of a 401; false when none of them can be met, so that the request would fail again.</summary>
    /// <exception cref="RegistryException">The token service refused, or must not be asked.</exception>
    public async Task<bool> AnswerAsync(HttpResponseMessage unauthorized, string scope, CancellationToken cancellationToken)
    {
        _tokens.TryRemove(scope, out _);
        var challenges = unauthorized.Headers.WwwAuthenticate.Select(Challenge.Of).ToList();
        if (challenges.Find(challenge => challenge.Scheme == "bearer") is { } bearer)
        {
            _tokens[scope] = await new TokenService(registry, options.Time, send).FetchAsync(bearer, scope, _credential, cancellationToken);
            return true;
        }
        // Another request may have learnt the password since this one was sent without it.
        if (challenges.Exists(challenge => challenge.Scheme == "basic") && unauthorized.RequestMessage?.Headers.Authorization is null && _credential.Value is Credential.Password password)
        {
            _basic = Basic(password);
            return true;
        }
        return false;
    }

    /// <summary>RFC 7617.</summary>
    internal static AuthenticationHeaderValue Basic(Credential.Password password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(password.User + ":" + password.Secret)));
}
