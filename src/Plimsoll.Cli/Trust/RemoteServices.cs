using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Administration;
using Plimsoll.Client.Auth;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Cli.Trust;

/// <summary>The trust services of the server that holds an image: the login of the registry becomes an identity token, the token a certificate.</summary>
internal sealed class RemoteServices : ISigningServices, IDisposable
{
    private const int MaxAnswer = 1 << 20;

    private readonly HttpClient _client;
    private readonly Credential? _credential;
    private string? _token;

    /// <summary>Makes the connection.</summary>
    /// <param name="server">Address of the server.</param>
    /// <param name="credential">The login; null for none.</param>
    /// <param name="token">An identity token from elsewhere; null to ask the server for one.</param>
    public RemoteServices(Uri server, Credential? credential, string? token)
    {
        (_credential, _token) = (credential, token);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>Who signs, once a token was had; null before, and for tokens that cannot be read.</summary>
    public string? Subject { get; private set; }

    public async Task<IReadOnlyList<byte[]>> CertifyAsync(PrivateKey key, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
        var challenge = Claim(token, "email") ?? Claim(token, "sub") ?? throw new FormatException("the identity token is none: it has no subject");
        Subject = challenge;
        var request = new JsonObject
        {
            ["publicKeyRequest"] = new JsonObject
            {
                ["publicKey"] = new JsonObject { ["algorithm"] = "ECDSA", ["content"] = PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Spki.Span) },
                ["proofOfPossession"] = Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(challenge))),
            },
        };
        var answer = JsonNode.Parse(await PostAsync("/trust/fulcio/api/v2/signingCert", "application/json", JsonSerializer.SerializeToUtf8Bytes(request), new AuthenticationHeaderValue("Bearer", token), cancellationToken));
        var chain = answer?["signedCertificateEmbeddedSct"]?["chain"]?["certificates"] as JsonArray ?? throw new IOException($"{_client.BaseAddress} answers, but not with a certificate");
        return [.. chain.Select(pem => Der(pem!.GetValue<string>()))];
    }

    public Task<byte[]> StampAsync(ReadOnlyMemory<byte> signature, CancellationToken cancellationToken) =>
        PostAsync("/trust/tsa", "application/timestamp-query", Plimsoll.Trust.Authority.TimestampRequest.Of(SHA256.HashData(signature.Span)).Write(), null, cancellationToken);

    public Task<byte[]> LogAsync(LogProposal proposal, CancellationToken cancellationToken) =>
        PostAsync("/trust/log/api/v2/log/entries", "application/json", proposal.WriteRequest(), null, cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (_token is not null) return _token;
        var login = _credential switch
        {
            Credential.Password password => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{password.User}:{password.Secret}"))),
            Credential.IdentityToken => throw new FormatException("the login in Docker's configuration is a token that only the registry itself takes; set PLIMSOLL_USER and PLIMSOLL_PASSWORD"),
            _ => throw new FormatException($"no login for {_client.BaseAddress!.Authority} is known: log in with docker, crane or oras, set PLIMSOLL_USER and PLIMSOLL_PASSWORD, or sign with --key"),
        };
        var answer = JsonNode.Parse(await PostAsync("/api/v1/identity-token", "application/json", "{}"u8.ToArray(), login, cancellationToken));
        return _token = answer?["token"]?.GetValue<string>() ?? throw new IOException($"{_client.BaseAddress} answers, but not with a token");
    }

    private async Task<byte[]> PostAsync(string path, string contentType, byte[] body, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } } };
        request.Headers.Authorization = authorization;
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode) return answer;
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) throw new IOException($"{_client.BaseAddress!.Authority} has no trust services; sign with --key");
            throw new ApiException(response.StatusCode, ReasonOf(response.StatusCode, answer));
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"cannot reach {_client.BaseAddress}: {e.Message}", e);
        }
    }

    private static string ReasonOf(HttpStatusCode status, byte[] answer)
    {
        try
        {
            var problem = JsonNode.Parse(answer);
            return (problem?["detail"] ?? problem?["title"])?.GetValue<string>() ?? $"the server answered {(int)status}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"the server answered {(int)status}";
        }
    }

    /// <summary>A claim of a token, unproven: the server proves it.</summary>
    private static string? Claim(string token, string name)
    {
        try
        {
            return token.Split('.') is [_, var payload, _] ? JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload))?[name]?.GetValue<string>() : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Der(string pem)
    {
        var found = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[found.Base64Data]);
    }
}
