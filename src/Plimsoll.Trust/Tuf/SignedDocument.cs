using System.Buffers;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Tuf;

/// <summary>A document of TUF or in-toto: <c>signed</c>, and signatures over its canonical form.</summary>
internal sealed record SignedDocument(byte[] Canonical, IReadOnlyList<DocumentSignature> Signatures)
{
    private const int MaxSignatures = 100;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads a document and hands over the part that is signed.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json, string what, Func<SignedDocument, JsonObject, T> read) => StrictJson.Read(json, what, root =>
    {
        root.Only("signed", "signatures");
        var signed = root.Object("signed");
        var signatures = root.Objects("signatures", MaxSignatures).ConvertAll(signature =>
            new DocumentSignature(signature.Only("keyid", "sig", "method").Text("keyid"), Bytes(signature.Text("sig")) ?? throw new RefusedException($"a signature of {what} cannot be read")));
        return read(new SignedDocument(OlpcJson.Write(signed.Element), signatures), signed);
    });

    /// <summary>The keys that signed, each once however often it did.</summary>
    public IReadOnlyList<string> SignedBy(IReadOnlyDictionary<string, PublicKey> keys) =>
        [.. Signatures.Where(signature => keys.TryGetValue(signature.KeyId, out var key) && Holds(key, signature.Bytes)).Select(signature => signature.KeyId).Distinct(StringComparer.Ordinal)];

    /// <summary>Refuses a document that fewer keys signed than must.</summary>
    public void Require(IReadOnlyDictionary<string, PublicKey> keys, long threshold, string what)
    {
        if (threshold < 1 || SignedBy(keys).Count is var count && count < threshold) throw new RefusedException($"{what} is not signed by enough of its keys (at least {threshold})");
    }

    /// <summary>What a key makes of it is written in one of few ways.</summary>
    private bool Holds(PublicKey key, byte[] signature)
    {
        if (key.Kind == KeyKind.Rsa) return key.Verifies(Canonical, signature, new SignatureScheme(SignatureForm.Pss, HashKind.Sha256));
        if (key.Kind == KeyKind.Ed25519) return key.Verifies(Canonical, signature, key.Scheme());
        return key.Verifies(Canonical, signature, key.Scheme()) || key.Verifies(Canonical, signature, new SignatureScheme(SignatureForm.EcdsaFixed, key.DefaultHash));
    }

    /// <summary>Hexadecimal in TUF and in-toto, base64 in Notary.</summary>
    private static byte[]? Bytes(string text)
    {
        if (text.Length % 2 == 0 && !text.AsSpan().ContainsAnyExcept(Hexadecimal)) return Convert.FromHexString(text);
        return Base64Text.Decode(text);
    }
}

/// <summary>A signature of a document.</summary>
internal sealed record DocumentSignature(string KeyId, byte[] Bytes);
