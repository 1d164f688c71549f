using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Sigstore;

/// <summary>
/// A document that gives somebody a name: <c>{"subject": …, "issuer": …}</c>, with <c>subjectPattern</c> and <c>issuerPattern</c> for regular expressions, or
/// <c>{"key": PEM}</c>. Commands and policies then speak of the release team, not of fingerprints.
/// </summary>
public static class NamedIdentity
{
    /// <summary>Reads the document.</summary>
    /// <exception cref="RefusedException">It names nobody, or two.</exception>
    /// <exception cref="FormatException">A pattern is no regular expression.</exception>
    public static Expectation Read(ReadOnlyMemory<byte> json) => StrictJson.Read<Expectation>(json, "the identity", root =>
    {
        root.Only("name", "subject", "subjectPattern", "issuer", "issuerPattern", "key");
        var (subject, issuer) = (Pattern(root, "subject"), Pattern(root, "issuer"));
        if (root.OptionalText("key") is { } pem) return subject is null && issuer is null ? new Expectation.Key(PublicKey.ReadPem(pem)) : throw new RefusedException("the identity names a key and a subject");
        return new Expectation.Identity(subject ?? throw root.Missing("subject"), issuer ?? throw root.Missing("issuer"));
    });

    private static IdentityPattern? Pattern(JsonObject root, string name) => (root.OptionalText(name), root.OptionalText(name + "Pattern")) switch
    {
        (not null, not null) => throw new RefusedException($"the identity has {name} and {name}Pattern"),
        ({ } text, _) => IdentityPattern.Exactly(text),
        (_, { } expression) => IdentityPattern.Matching(expression),
        _ => null,
    };
}
