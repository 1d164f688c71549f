using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Registry;

/// <summary>One request to the registry API: what was asked, by whom, and what to call the event in the audit log.</summary>
internal sealed class RegistryRequest(HttpContext http, RegistryPath path, RegistryServices services)
{
    private CancellationToken _stop;

    public HttpContext Http { get; } = http;

    public RegistryPath Path { get; } = path;

    public RegistryServices Services { get; } = services;

    /// <summary>Null until the caller is known.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Action of the audit event; null for requests that are only recorded when they are refused for lack of rights.</summary>
    public string? Action { get; set; }

    /// <summary>Version of the repository when the request began; 0 where the path names none.</summary>
    public long Version { get; set; }

    /// <summary>Cancelled when the client goes away, or when the request may not go on.</summary>
    public CancellationToken Aborted { get; private set; } = http.RequestAborted;

    public RepositoryName Repository => Path.Repository;

    /// <summary>The digest in the path.</summary>
    /// <exception cref="OciException">DIGEST_INVALID when there is none.</exception>
    public Digest Digest => Path.Digest ?? throw InvalidDigest(Path.Last);

    /// <summary>The event of this request when it succeeds.</summary>
    public AuditEvent Event(string outcome = "ok") =>
        Services.Audit.Describe(Http, Caller, Action ?? "request", outcome, Path.HasRepository ? Path.Repository : null, Path.Last is "" ? null : Path.Last);

    /// <summary>Cancels the request with a token, until what it returns is disposed of.</summary>
    public CancellationTokenSource AbortWith(CancellationToken token)
    {
        _stop = token;
        var either = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted, token);
        Aborted = either.Token;
        return either;
    }

    /// <summary>Ends a request that may not go on, whether the client is still there or not.</summary>
    public void ThrowIfStopped() => _stop.ThrowIfCancellationRequested();

    /// <summary>Lets the request go on only when the caller has the right.</summary>
    /// <param name="permission">The right.</param>
    /// <param name="alsoPull">A repository that the request will read too; the challenge asks for it at once.</param>
    /// <exception cref="OciException">UNAUTHORIZED for callers that a login or a wider token may help, DENIED for others.</exception>
    public void Require(Permission permission, RepositoryName? alsoPull = null)
    {
        if (Caller!.May(permission, Repository)) return;
        throw Refusal(Scope(permission, alsoPull), $"{Verb(permission)} in {Repository}");
    }

    /// <summary>The scope of a token with which the request can be repeated: a right here and, for a mount, reading there.</summary>
    public string Scope(Permission permission, RepositoryName? alsoPull = null) =>
        $"repository:{Repository}:{ScopeOf(permission)}" + (alsoPull is { } source && source != Repository ? $" repository:{source}:pull" : "");

    /// <summary>The refusal, with the challenge that tells clients which token they need.</summary>
    public OciException Refusal(string scope, string what)
    {
        // A bearer token can be exchanged for a wider one, so its holder is told which; a password holder has all the rights there are.
        if (Caller!.IsAnonymous || Caller.AuthKind == "bearer")
        {
            Http.Response.Headers.WWWAuthenticate = Services.Callers.Challenge(Http, scope, insufficient: !Caller.IsAnonymous);
            return new OciException(OciError.Unauthorized, Caller.IsAnonymous ? $"authentication required: log in to {what}" : $"'{Caller.Name}' may not {what}: the token does not carry that right", scope);
        }
        return new OciException(OciError.Denied, $"'{Caller.Name}' may not {what}; an owner of the path can grant it", scope);
    }

    public static OciException InvalidDigest(string? text) =>
        new(OciError.DigestInvalid, "not a digest: expected sha256: and 64, or sha512: and 128, lower-case hexadecimal digits", text is { Length: > 160 } ? text[..160] : text);

    /// <summary>The only value of a query parameter, or null. Repeating one that can have only one value is refused, because readers disagree on which counts.</summary>
    public string? Query(string name)
    {
        var values = Http.Request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw new OciException(OciError.ParameterRepeated, $"the query parameter '{name}' is given {values.Count} times"),
        };
    }

    private static string ScopeOf(Permission permission) => permission switch
    {
        Permission.Push => "pull,push",
        Permission.Delete => "delete",
        _ => "pull",
    };

    private static string Verb(Permission permission) => permission switch
    {
        Permission.Push => "push",
        Permission.Delete => "delete",
        _ => "pull",
    };
}
