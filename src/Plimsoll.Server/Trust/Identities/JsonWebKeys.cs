using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Plimsoll.Trust;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>Reads the keys of an issuer (JWKS, RFC 7517): RSA and P-256; others are left out.</summary>
internal static class JsonWebKeys
{
    private const int MaxKeys = 50;

    /// <exception cref="JsonException">It is no list of keys.</exception>
    public static IReadOnlyList<(string? Id, PublicKey Key)> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array) throw new JsonException("it has no list of keys");
        var keys = new List<(string?, PublicKey)>();
        foreach (var entry in list.EnumerateArray().Take(MaxKeys))
        {
            if (entry.ValueKind == JsonValueKind.Object && TryRead(entry) is { } key) keys.Add((Text(entry, "kid"), key));
        }
        return keys;
    }

    private static PublicKey? TryRead(JsonElement entry)
    {
        try
        {
            if (Text(entry, "use") is not (null or "sig")) return null;
            if (Text(entry, "kty") == "RSA")
            {
                using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(entry, "n"), Exponent = Bytes(entry, "e") });
                return PublicKey.Read(rsa.ExportSubjectPublicKeyInfo());
            }
            if (Text(entry, "kty") != "EC" || Text(entry, "crv") != "P-256") return null;
            using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(entry, "x"), Y = Bytes(entry, "y") } });
            return PublicKey.Read(ec.ExportSubjectPublicKeyInfo());
        }
        catch (Exception e) when (e is CryptographicException or FormatException or RefusedException or ArgumentException)
        {
            return null;
        }
    }

    // An empty number makes the framework read beyond its end.
    private static byte[] Bytes(JsonElement entry, string name) =>
        Text(entry, name) is { Length: > 0 } text && Base64Url.DecodeFromChars(text) is { Length: > 0 } bytes ? bytes : throw new FormatException($"{name} is missing");

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? JsonWebToken.TextOf(value) : null;
}
