using System.Buffers;
using System.Text.Json;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Registry;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>
/// The token service of the registry: <c>GET /auth/token</c> with Basic or nothing, <c>POST /auth/token</c> with a password or a refresh token. A valid
/// credential always gets 200 and a token for whatever it may do of what it asks, which may be nothing.
/// </summary>
internal sealed class TokenEndpoint(TokenService tokens, Authenticator authenticator, AccountDirectory directory, AuditTrail audit)
{
    public const string Path = "/auth/token";

    private static readonly OciError InvalidRequest = new("UNSUPPORTED", "invalid token request", 400);

    public Task GetAsync(HttpContext context) => RunAsync(context, () => AnswerQueryAsync(context));

    public Task PostAsync(HttpContext context) => RunAsync(context, () => AnswerFormAsync(context));

    /// <summary>Every other method: 405 with those there are (RFC 9110, section 15.5.6).</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD, POST";
        return ErrorWriter.WriteAsync(context, new OciException(OciError.Unsupported, "a token is asked for with GET or POST"));
    }

    private async Task AnswerQueryAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count > 1) throw new OciException(OciError.Unauthorized, "more than one Authorization header");
        var request = TokenRequest.FromQuery(context.Request.Query);
        if (headers.Count == 0)
        {
            await IssueAsync(context, request, Proof.Anonymous, IdentityCaller.Nobody(Proof.Anonymous, directory.Current), isForm: false);
            return;
        }
        var credential = AuthorizationHeader.Read(headers[0]!, AuthorizationHeader.AddressOf(context));
        var login = await authenticator.AuthenticateAsync(CredentialKey.Of(CredentialScheme.Basic, headers[0]!), credential, context.RequestAborted);
        if (login.Proof.Claims is not null) throw new OciException(OciError.Unauthorized, "a registry token cannot be exchanged for another one; send the login");
        await IssueAsync(context, request, login.Proof, login.Caller, isForm: false);
    }

    private async Task AnswerFormAsync(HttpContext context)
    {
        var form = await TokenRequest.ReadFormAsync(context) ?? throw new OciException(InvalidRequest, "expected an application/x-www-form-urlencoded body of at most 64 KiB");
        var request = TokenRequest.FromForm(form);
        switch ((string?)form["grant_type"])
        {
            case "password":
                var (name, password) = ((string?)form["username"] ?? "", (string?)form["password"] ?? "");
                var credential = new PresentedCredential(CredentialScheme.Basic, name, password, AuthorizationHeader.AddressOf(context));
                var login = await authenticator.AuthenticateAsync(CredentialKey.Of(CredentialScheme.Basic, $"{name}:{password}"), credential, context.RequestAborted);
                await IssueAsync(context, request, login.Proof, login.Caller, isForm: true);
                break;
            case "refresh_token":
                var refreshToken = (string?)form["refresh_token"] ?? "";
                var (proof, caller) = await tokens.RedeemAsync(refreshToken, context.RequestAborted)
                    ?? throw new OciException(OciError.Unauthorized, "the refresh token expired or was revoked; log in again");
                // The client keeps the one it has: RFC 6749, section 6, lets the server send it again.
                await IssueAsync(context, request with { WantsRefresh = false }, proof, caller, isForm: true, refreshToken);
                break;
            default:
                throw new OciException(InvalidRequest, "grant_type must be 'password' or 'refresh_token'");
        }
    }

    private async Task IssueAsync(HttpContext context, TokenRequest request, Proof proof, IdentityCaller caller, bool isForm, string? refreshToken = null)
    {
        var issued = tokens.Issue(proof, caller, request.Scopes);
        if (request.WantsRefresh)
        {
            var made = audit.Describe(context, caller, "token.refresh", "ok") with { Detail = "refresh token for " + (request.Client is "" ? "a client without name" : request.Client) };
            refreshToken = await tokens.MakeRefreshTokenAsync(proof, request.Client, made);
        }
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            // Both names, for clients that know only one of them.
            json.WriteString("token", issued.Token);
            json.WriteString("access_token", issued.Token);
            if (isForm) json.WriteString("token_type", "Bearer");
            if (isForm) json.WriteString("scope", ScopeOf(issued.Claims));
            json.WriteNumber("expires_in", issued.ExpiresIn);
            json.WriteString("issued_at", issued.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
            if (refreshToken is not null) json.WriteString("refresh_token", refreshToken);
            json.WriteEndObject();
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, Func<Task> answer)
    {
        // RFC 6749, section 5.1.
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await directory.CatchUpAsync(await directory.Store.VersionAsync(context.RequestAborted), context.RequestAborted);
            await answer();
        }
        catch (Exception e) when (StorageOutage.AsRefusal(e) is { } outage)
        {
            await ErrorWriter.WriteAsync(context, outage);
        }
        catch (OciException refusal)
        {
            var refused = audit.Describe(context, null, "token", refusal.Error.Code) with { Reference = UserOf(context), Detail = refusal.Message };
            await audit.AppendAsync(refused, CancellationToken.None);
            // A Bearer challenge would send the client round in circles: this is where it leads.
            if (refusal.Error.Status == 401) context.Response.Headers.WWWAuthenticate = "Basic realm=\"Plimsoll\"";
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

    /// <summary>The account that the client says it is; only a remark in the event of a refusal.</summary>
    private static string? UserOf(HttpContext context) => (string?)context.Request.Query["account"] is { Length: > 0 and <= 64 } account ? account : null;

    private static string ScopeOf(TokenClaims claims)
    {
        var scopes = claims.Repositories.Select(r => $"repository:{r.Key}:{string.Join(',', r.Value.ToNames())}");
        return string.Join(' ', claims.ListsCatalog ? scopes.Append("registry:catalog:*") : scopes);
    }
}
