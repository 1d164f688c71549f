using System.Text;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Tuf;

/// <summary>Keys as TUF, in-toto and Notary write them.</summary>
internal static class DocumentKey
{
    public static PublicKey Read(JsonObject key)
    {
        var (type, value) = (key.Text("keytype"), key.Object("keyval").Text("public"));
        if (value.Contains("-----BEGIN", StringComparison.Ordinal)) return PublicKey.ReadPem(value);
        var bytes = type == "ed25519" && value.Length == 64 && value.All(char.IsAsciiHexDigit) ? Convert.FromHexString(value) : Base64Text.Decode(value) ?? throw new RefusedException("a key cannot be read");
        return type switch
        {
            "ed25519" when bytes.Length == 32 => PublicKey.OfEd25519(bytes),
            "ecdsa" or "rsa" => PublicKey.Read(bytes),
            "ecdsa-x509" or "rsa-x509" => PublicKey.ReadPem(Encoding.UTF8.GetString(bytes)),
            _ => throw new RefusedException($"keys of the type '{JsonObject.Shown(type)}' are not accepted"),
        };
    }

    /// <summary>The keys of an object that maps their ids to them.</summary>
    public static Dictionary<string, PublicKey> ReadAll(JsonObject keys) => keys.Names.ToDictionary(id => id, id => Read(keys.Object(id)));
}
