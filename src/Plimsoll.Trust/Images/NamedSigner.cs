using System.Text;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Notation;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Trust.Images;

/// <summary>
/// Somebody with a name: who signs with a short-lived certificate (<c>subject</c> and <c>issuer</c>, or patterns of the whole of them), with a key (<c>key</c>), or with a certificate of a trust store
/// (<c>certificates</c>, with <c>timestampAuthorities</c> and a distinguished name, <c>x509Subject</c>, where they have some). Policies and pages speak of the release team, not of fingerprints.
/// </summary>
public sealed class NamedSigner
{
    private const int MaxCertificates = 100;

    private readonly TrustStore? _store;
    private readonly TrustPolicyDocument? _policy;

    private NamedSigner(string name, Expectation? expectation, TrustStore? store, TrustPolicyDocument? policy) => (Name, Expectation, _store, _policy) = (name, expectation, store, policy);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Who must have signed, for the shapes of Sigstore; null for a trust store.</summary>
    public Expectation? Expectation { get; }

    /// <summary>Reads the document.</summary>
    /// <param name="name">The name: lower-case letters, digits and dashes.</param>
    /// <param name="json">The document.</param>
    /// <exception cref="RefusedException">It names nobody, or two.</exception>
    /// <exception cref="FormatException">A pattern is no regular expression, or the name is none.</exception>
    public static NamedSigner Read(string name, ReadOnlyMemory<byte> json)
    {
        if (!IsName(name)) throw new FormatException($"'{name}' is no name of an identity: 1 to 64 lower-case letters, digits and dashes");
        var store = StrictJson.Read(json, "the identity", root => root.Has("certificates") ? ReadStore(name, root) : null);
        return store ?? new NamedSigner(name, NamedIdentity.Read(json), null, null);
    }

    /// <summary>True for a name that an identity can have.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    internal NotationVerifier? Notation(TimeProvider time) => _store is null ? null : new NotationVerifier(_policy!, _store, time);

    private static NamedSigner ReadStore(string name, JsonObject root)
    {
        root.Only("name", "certificates", "timestampAuthorities", "x509Subject");
        var stores = new Dictionary<string, IReadOnlyList<byte[]>> { ["ca:" + name] = Certificates(root, "certificates") };
        if (root.Has("timestampAuthorities")) stores["tsa:" + name] = Certificates(root, "timestampAuthorities");
        var subject = root.OptionalText("x509Subject") is { } wanted ? "x509.subject: " + wanted : "*";
        var policy = new System.Text.Json.Nodes.JsonObject
        {
            ["version"] = "1.0",
            ["trustPolicies"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["name"] = name,
                ["registryScopes"] = new System.Text.Json.Nodes.JsonArray("*"),
                ["signatureVerification"] = new System.Text.Json.Nodes.JsonObject { ["level"] = "strict" },
                ["trustStores"] = new System.Text.Json.Nodes.JsonArray([.. stores.Keys.Select(key => (System.Text.Json.Nodes.JsonNode?)key)]),
                ["trustedIdentities"] = new System.Text.Json.Nodes.JsonArray(subject),
            }),
        };
        return new NamedSigner(name, null, TrustStore.Of(stores), TrustPolicyDocument.Read(Encoding.UTF8.GetBytes(policy.ToJsonString())));
    }

    private static List<byte[]> Certificates(JsonObject root, string field) =>
        root.Texts(field, MaxCertificates) is { Count: > 0 } certificates ? certificates.ConvertAll(Encoding.UTF8.GetBytes) : throw new RefusedException($"'{field}' of the identity is empty");
}
