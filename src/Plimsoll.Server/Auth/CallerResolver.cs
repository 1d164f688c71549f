using Microsoft.AspNetCore.Connections.Features;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Auth.Tokens;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Auth;

/// <summary>Finds out who sends a request, from the Authorization header or, outside the registry API, from the session cookie.</summary>
internal sealed class CallerResolver(Authenticator authenticator, AccountDirectory directory, ServerOptions options) : ICallerResolver
{
    private static readonly object LastCredential = new();

    private volatile Tuple<DirectorySnapshot, IdentityCaller>? _nobody;

    /// <inheritdoc/>
    public ValueTask<Caller> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var version = directory.Store.VersionAsync(cancellationToken);
        return version.IsCompletedSuccessfully ? ResolveAsync(context, version.Result, cancellationToken) : ResolveAsync(context, version, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Caller> ResolveAsync(HttpContext context, long directoryVersion, CancellationToken cancellationToken) =>
        directory.Current.Version == directoryVersion ? FindAsync(context, cancellationToken) : CatchUpAsync(context, directoryVersion, cancellationToken);

    /// <inheritdoc/>
    public string Challenge(HttpContext context, string? scope, bool insufficient)
    {
        var origin = OriginOf(context.Request);
        var service = origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return $"Bearer realm=\"{origin}{TokenEndpoint.Path}\",service=\"{service}\"{(scope is null ? "" : $",scope=\"{scope}\"")}{(insufficient ? ",error=\"insufficient_scope\"" : "")}";
    }

    private async ValueTask<Caller> ResolveAsync(HttpContext context, ValueTask<long> directoryVersion, CancellationToken cancellationToken) =>
        await ResolveAsync(context, await directoryVersion, cancellationToken);

    private async ValueTask<Caller> CatchUpAsync(HttpContext context, long directoryVersion, CancellationToken cancellationToken)
    {
        await directory.CatchUpAsync(directoryVersion, cancellationToken);
        return await FindAsync(context, cancellationToken);
    }

    private ValueTask<Caller> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count == 0)
        {
            return TakesCookies(context.Request.Path) && context.Request.Cookies[LoginSessions.Cookie] is { Length: > 0 } secret
                ? new ValueTask<Caller>(ResumeAsync(secret, context, cancellationToken))
                : new ValueTask<Caller>(Nobody());
        }
        if (headers.Count > 1 || headers[0] is not { } header) throw new OciException(OciError.Unauthorized, "more than one Authorization header");
        var key = KeyOf(header, context);
        var address = AuthorizationHeader.AddressOf(context);
        if (authenticator.FindCached(key, address) is { } entry) return new ValueTask<Caller>(entry.Caller);
        return new ValueTask<Caller>(LogInAsync(key, AuthorizationHeader.Read(header, address), cancellationToken));
    }

    /// <summary>
    /// The name of the header's credential. Kestrel gives the same string for the same header of the next request on a connection, so most requests need no hash.
    /// What is kept of the credential ends with the connection.
    /// </summary>
    private static CredentialKey KeyOf(string header, HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items) return CredentialKey.Of(CredentialScheme.Basic, header);
        if (items.TryGetValue(LastCredential, out var last) && last is Tuple<string, CredentialKey> known && ReferenceEquals(known.Item1, header)) return known.Item2;
        var key = CredentialKey.Of(CredentialScheme.Basic, header);
        // Streams of one HTTP/2 connection share the items, which are made for one writer at a time.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol)) items[LastCredential] = Tuple.Create(header, key);
        return key;
    }

    private async Task<Caller> LogInAsync(CredentialKey key, PresentedCredential credential, CancellationToken cancellationToken) =>
        (await authenticator.AuthenticateAsync(key, credential, cancellationToken)).Caller;

    /// <summary>The caller of a session; nobody when it ended, so that the page can offer the login.</summary>
    private async Task<Caller> ResumeAsync(string secret, HttpContext context, CancellationToken cancellationToken)
    {
        var key = CredentialKey.Of(CredentialScheme.Session, secret);
        try
        {
            var credential = new PresentedCredential(CredentialScheme.Session, null, secret, AuthorizationHeader.AddressOf(context));
            return (await authenticator.AuthenticateAsync(key, credential, cancellationToken)).Caller;
        }
        catch (OciException e) when (e.Error == OciError.Unauthorized)
        {
            return Nobody();
        }
    }

    private IdentityCaller Nobody()
    {
        var snapshot = directory.Current;
        if (_nobody is { } known && known.Item1 == snapshot) return known.Item2;
        var caller = IdentityCaller.Nobody(Proof.Anonymous, snapshot);
        _nobody = Tuple.Create(snapshot, caller);
        return caller;
    }

    /// <summary>Registry clients have no cookies, and other sites must not reach the registry through a browser that has one.</summary>
    private static bool TakesCookies(PathString path) => !path.StartsWithSegments("/v2", StringComparison.Ordinal) && !path.StartsWithSegments("/auth", StringComparison.Ordinal);

    private string OriginOf(HttpRequest request) => options.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host.Value}";
}
