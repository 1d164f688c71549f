using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>Who issues the identity tokens and with which keys, for those who check them.</summary>
internal sealed class OpenIdEndpoints(IdentityTokens tokens, TrustAddress address)
{
    private const string KeysPath = "/trust/jwks.json";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/.well-known/openid-configuration", ConfigurationAsync);
        endpoints.MapGet(KeysPath, KeysAsync);
    }

    private Task ConfigurationAsync(HttpContext http) => WriteAsync(http, new JsonObject
    {
        ["issuer"] = address.Issuer,
        ["jwks_uri"] = address.Of(KeysPath),
        // There is no redirect through a browser: a token is asked for with the login of the registry.
        ["token_endpoint"] = address.Of("/api/v1/identity-token"),
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["claims_supported"] = new JsonArray("iss", "sub", "aud", "iat", "nbf", "exp", "preferred_username"),
    });

    private async Task KeysAsync(HttpContext http)
    {
        var list = new JsonArray();
        foreach (var (id, key) in await tokens.KeysAsync(http.RequestAborted)) list.Add(Describe(id, key));
        await WriteAsync(http, new JsonObject { ["keys"] = list });
    }

    private static JsonObject Describe(string id, PublicKey key)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key.Spki.Span, out _);
        var numbers = rsa.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = id,
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
    }

    private static Task WriteAsync(HttpContext http, JsonObject json)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        return TrustRequest.WriteAsync(http, "application/json", JsonSerializer.SerializeToUtf8Bytes(json));
    }
}
