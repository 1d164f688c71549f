using System.Text.Json;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>A token that says who somebody is.</summary>
/// <param name="Token">The token, a JWT with RS256.</param>
/// <param name="Issuer">Who says it: the address of this server.</param>
/// <param name="Subject">Who it is: a URI, which certificates name.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record IdentityToken(string Token, string Issuer, string Subject, DateTimeOffset ExpiresAt);

/// <summary>Makes short-lived tokens that say who somebody is, for certificates; they open nothing in the registry. And the documents with which others check them (OpenID Connect Discovery).</summary>
internal sealed class IdentityTokens(TrustKeys keys, TrustAddress address, TimeProvider time)
{
    /// <summary>Whom tokens are for.</summary>
    public const string Audience = "sigstore";

    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Who an account is to the world.</summary>
    public string SubjectOf(Account account) => SubjectOf(account.Record.Kind == PrincipalKind.Robot ? "robot" : "user", account.Record.Name);

    /// <summary>The name of the server itself, which signs what it found.</summary>
    public string ServerSubject => SubjectOf("server", "registry");

    /// <summary>Makes a token for the one who asks.</summary>
    /// <exception cref="OciException">UNAUTHORIZED or DENIED: nobody is logged in, or with less than the right to push.</exception>
    public async Task<IdentityToken> IssueAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Caller() is not IdentityCaller { Account: { } account } caller) throw new OciException(OciError.Unauthorized, "a login is needed to get an identity token");
        if (!caller.MaySign) throw new OciException(OciError.Denied, "this credential carries no right to push, so that nothing can be signed with it; use a login or another token");
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var subject = SubjectOf(account);
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = address.Issuer,
            ["sub"] = subject,
            ["aud"] = Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["preferred_username"] = account.Login,
        });
        var key = (await keys.GetWithTokensAsync(cancellationToken)).InUse(TrustRole.Tokens);
        return new IdentityToken(JsonWebToken.Sign(claims, KeyId(key), key.Private!), address.Issuer, subject, now + Lifetime);
    }

    /// <summary>The keys with which tokens of this server are checked; one that was replaced stays as long as its last token.</summary>
    public async Task<IReadOnlyList<(string Id, PublicKey Key)>> KeysAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var set = await keys.GetWithTokensAsync(cancellationToken);
        return [.. set.Of(TrustRole.Tokens).Where(key => key.Record.End is null || key.Record.End + 2 * Lifetime > now).Select(key => (KeyId(key), key.Public))];
    }

    private string SubjectOf(string kind, string name) => $"{address.Issuer}/id/{kind}/{name}";

    private static string KeyId(TrustKey key) => key.Record.Id[..16];
}
