using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Sessions;

/// <summary>What a login came to.</summary>
public abstract record LoginOutcome
{
    private LoginOutcome() { }

    /// <summary>The cookie is set.</summary>
    public sealed record LoggedIn(string Name) : LoginOutcome;

    /// <summary>It was refused, for a reason that may be shown.</summary>
    public sealed record Refused(string Reason) : LoginOutcome;

    /// <summary>Too many wrong ones came before it.</summary>
    public sealed record Throttled(int Seconds) : LoginOutcome;
}

/// <summary>Logging in and out of the pages.</summary>
internal sealed class LoginSessions(PasswordVerifier passwords, AccountDirectory directory, Authenticator authenticator, AuditTrail audit, ServerOptions options, TimeProvider time)
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "plimsoll_session";

    /// <summary>Checks the password and sets the cookie of a new session.</summary>
    public async Task<LoginOutcome> LoginAsync(HttpContext context, string name, string password, CancellationToken cancellationToken)
    {
        var outcome = await passwords.VerifyAsync(new PresentedCredential(CredentialScheme.Basic, name, password, AuthorizationHeader.AddressOf(context)), cancellationToken);
        switch (outcome)
        {
            case Verification.Proved(var proof):
                return await StartAsync(context, proof, name);
            case Verification.Throttled(var seconds):
                await RecordAsync(context, name, "TOOMANYREQUESTS", "throttled");
                return new LoginOutcome.Throttled(seconds);
            default:
                var reason = outcome is Verification.Refused refused ? refused.Reason : "pages take the password of a user, not a token";
                await RecordAsync(context, name, "UNAUTHORIZED", reason);
                return new LoginOutcome.Refused(reason);
        }
    }

    /// <summary>Ends the session and takes the cookie back.</summary>
    public async Task LogoutAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } secret) return;
        context.Response.Cookies.Delete(Cookie, CookieOf(context));
        authenticator.Forget(CredentialKey.Of(CredentialScheme.Session, secret));
        if (await directory.Store.FindCredentialAsync(Secret.HashOf(secret), cancellationToken) is not { Kind: CredentialKind.Session } record) return;
        var name = directory.Current.Find(record.PrincipalId)?.Login ?? "";
        var ended = audit.Describe(context, null, "logout", "ok") with { Principal = name, AuthKind = "session" };
        await directory.ChangeAsync(store => store.RemoveCredentialAsync(record.PrincipalId, record.Id, ended, CancellationToken.None));
    }

    private async Task<LoginOutcome> StartAsync(HttpContext context, Proof proof, string name)
    {
        var secret = Secret.Make(Secret.Session);
        var now = time.GetUtcNow();
        var session = new CredentialRecord
        {
            Id = Guid.CreateVersion7(now),
            Kind = CredentialKind.Session,
            PrincipalId = proof.PrincipalId!.Value,
            Hash = Secret.HashOf(secret),
            Name = "",
            CreatedAt = now,
            ExpiresAt = now + SessionVerifier.Idle,
        };
        var started = audit.Describe(context, null, "login", "ok") with { Principal = name, AuthKind = "session" };
        if (await directory.Store.AddCredentialAsync(session, started, CancellationToken.None) != IdentityChange.Done) return new LoginOutcome.Refused("the account was disabled");
        context.Response.Cookies.Append(Cookie, secret, CookieOf(context));
        return new LoginOutcome.LoggedIn(name);
    }

    private ValueTask RecordAsync(HttpContext context, string name, string outcome, string reason)
    {
        var refused = audit.Describe(context, null, "login", outcome) with { Reference = name is { Length: > 64 } ? name[..64] : name, Detail = reason };
        return audit.AppendAsync(refused, CancellationToken.None);
    }

    private CookieOptions CookieOf(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps || options.PublicUrl?.StartsWith("https://", StringComparison.Ordinal) == true,
        Path = "/",
        IsEssential = true,
    };
}
