using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;

namespace Plimsoll.Server.Trust.Certificates;

/// <summary>The certificate authority over HTTP, as Fulcio (API version 2) has it.</summary>
internal sealed class FulcioEndpoints(CertificateAuthority authority, IdentityVerifier identities, TrustKeys keys, TrustAddress address, AuditTrail audit, ServerOptions options)
{
    private const int MaxRequest = 64 * 1024;
    private const string Bearer = "Bearer ";

    public void Map(IEndpointRouteBuilder trust)
    {
        trust.MapPost("/fulcio/api/v2/signingCert", SignAsync);
        trust.MapGet("/fulcio/api/v2/trustBundle", TrustBundleAsync);
        trust.MapGet("/fulcio/api/v2/configuration", ConfigurationAsync);
        trust.MapGet("/fulcio/api/v1/rootCert", RootAsync);
    }

    private async Task SignAsync(HttpContext http)
    {
        var request = SigningCertificateRequest.Read(await TrustRequest.ReadBodyAsync(http, MaxRequest));
        var header = http.Request.Headers.Authorization.ToString();
        var token = request.Token ?? (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : throw new OciException(OciError.Unauthorized, "an identity token is needed"));
        var identity = await identities.VerifyAsync(token, http.RequestAborted);
        request.RequireProof(identity.Challenge);
        var chain = await authority.IssueAsync(request.Key, identity, http.RequestAborted);
        await audit.AppendAsync(audit.Describe(http, null, "certificate.issue", "ok") with { Principal = identity.Name.Subject, AuthKind = "bearer", Detail = $"issuer {identity.Name.Issuer}" }, CancellationToken.None);
        // 200 and not 201, which sigstore-go takes for an error.
        await WriteAsync(http, new JsonObject { ["signedCertificateEmbeddedSct"] = new JsonObject { ["chain"] = new JsonObject { ["certificates"] = Pem(chain) } } });
    }

    private async Task TrustBundleAsync(HttpContext http)
    {
        var set = await keys.GetAsync(http.RequestAborted);
        await WriteAsync(http, new JsonObject { ["chains"] = new JsonArray([.. set.Of(TrustRole.Authority).Select(key => new JsonObject { ["certificates"] = Pem(key.Chain) })]) });
    }

    private Task ConfigurationAsync(HttpContext http) => WriteAsync(http, new JsonObject
    {
        ["issuers"] = new JsonArray([.. options.Trust.Issuers.Prepend(address.Issuer).Select(issuer => new JsonObject
        {
            ["issuerUrl"] = issuer,
            ["audience"] = IdentityTokens.Audience,
            ["challengeClaim"] = "sub",
            ["spiffeTrustDomain"] = "",
        })]),
    });

    private async Task RootAsync(HttpContext http)
    {
        var set = await keys.GetAsync(http.RequestAborted);
        await TrustRequest.WriteAsync(http, "application/pem-certificate-chain", Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", set.InUse(TrustRole.Authority).Chain[0]) + "\n"));
    }

    private static JsonArray Pem(IReadOnlyList<byte[]> chain) => new([.. chain.Select(certificate => JsonValue.Create(PemEncoding.WriteString("CERTIFICATE", certificate) + "\n"))]);

    private static Task WriteAsync(HttpContext http, JsonObject json) => TrustRequest.WriteAsync(http, MediaTypeNames.Application.Json, JsonSerializer.SerializeToUtf8Bytes(json));
}
