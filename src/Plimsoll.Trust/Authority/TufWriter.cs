using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Plimsoll.Trust.Authority;

/// <summary>Writes the metadata of a TUF repository (TUF 1.0.31, 4): signed over their canonical form, keys on P-256.</summary>
public static class TufWriter
{
    /// <summary>The four roles.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["root", "targets", "snapshot", "timestamp"];

    /// <summary>A root.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="expires">When it stops to count.</param>
    /// <param name="keys">The keys of each role; one signature of them is enough.</param>
    public static JsonObject Root(long version, DateTimeOffset expires, IReadOnlyDictionary<string, IReadOnlyList<PublicKey>> keys)
    {
        var signed = Signed("root", version, expires);
        signed["consistent_snapshot"] = true;
        signed["keys"] = new JsonObject(keys.Values.SelectMany(list => list).DistinctBy(KeyId).Select(key => KeyValuePair.Create<string, JsonNode?>(KeyId(key), KeyObject(key))));
        signed["roles"] = new JsonObject(Roles.Select(role => KeyValuePair.Create<string, JsonNode?>(role, new JsonObject
        {
            ["keyids"] = new JsonArray([.. keys[role].Select(key => JsonValue.Create(KeyId(key)))]),
            ["threshold"] = 1,
        })));
        return signed;
    }

    /// <summary>The list of targets.</summary>
    public static JsonObject Targets(long version, DateTimeOffset expires, IReadOnlyDictionary<string, byte[]> targets)
    {
        var signed = Signed("targets", version, expires);
        signed["targets"] = new JsonObject(targets.Select(target => KeyValuePair.Create<string, JsonNode?>(target.Key, new JsonObject
        {
            ["length"] = target.Value.Length,
            ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(target.Value)) },
        })));
        return signed;
    }

    /// <summary>Which targets there are.</summary>
    public static JsonObject Snapshot(long version, DateTimeOffset expires, long targetsVersion)
    {
        var signed = Signed("snapshot", version, expires);
        signed["meta"] = new JsonObject { ["targets.json"] = new JsonObject { ["version"] = targetsVersion } };
        return signed;
    }

    /// <summary>Which snapshot is the newest.</summary>
    public static JsonObject Timestamp(long version, DateTimeOffset expires, long snapshotVersion)
    {
        var signed = Signed("timestamp", version, expires);
        signed["meta"] = new JsonObject { ["snapshot.json"] = new JsonObject { ["version"] = snapshotVersion } };
        return signed;
    }

    /// <summary>The document with signatures of the keys.</summary>
    public static byte[] Sign(JsonObject signed, IEnumerable<PrivateKey> keys)
    {
        var canonical = Canonical(signed);
        var document = new JsonObject
        {
            ["signed"] = signed.DeepClone(),
            ["signatures"] = new JsonArray([.. keys.DistinctBy(key => KeyId(key.PublicKey)).Select(key => new JsonObject { ["keyid"] = KeyId(key.PublicKey), ["sig"] = Convert.ToHexStringLower(key.Sign(canonical)) })]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, Indented);
    }

    /// <summary>Whether a document has a signature of a key.</summary>
    public static bool IsSignedBy(ReadOnlyMemory<byte> document, PublicKey key) => Tuf.SignedDocument.Read(document, "the document", (read, _) => read.SignedBy(new Dictionary<string, PublicKey> { [KeyId(key)] = key })).Count > 0;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Signed(string type, long version, DateTimeOffset expires) => new()
    {
        ["_type"] = type,
        ["spec_version"] = "1.0.31",
        ["version"] = version,
        ["expires"] = TrustedRootWriter.Time(expires),
    };

    private static JsonObject KeyObject(PublicKey key) => new()
    {
        ["keytype"] = "ecdsa",
        ["scheme"] = "ecdsa-sha2-nistp256",
        ["keyval"] = new JsonObject { ["public"] = PemEncoding.WriteString("PUBLIC KEY", key.Spki.Span) + "\n" },
    };

    private static string KeyId(PublicKey key) => Convert.ToHexStringLower(SHA256.HashData(Canonical(KeyObject(key))));

    private static byte[] Canonical(JsonObject json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
        return OlpcJson.Write(document.RootElement);
    }
}
