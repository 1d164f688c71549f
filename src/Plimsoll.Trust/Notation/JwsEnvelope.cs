using System.Text;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Notation;

/// <summary>The envelope as flattened JSON Web Signature (RFC 7515, 7.2.2).</summary>
internal static class JwsEnvelope
{
    private const int MaxList = 20;

    public static SignatureEnvelope Read(ReadOnlyMemory<byte> content) => StrictJson.Read(content, "the signature", root =>
    {
        root.Only("payload", "protected", "header", "signature");
        var (payload, header) = (root.Text("payload"), root.Text("protected"));
        var loose = root.Object("header");
        return StrictJson.Read(Part(header), "the protected header of the signature", marked =>
        {
            if (marked.Text("cty") != SignatureEnvelope.PayloadType) throw new RefusedException("the signature is over something of another type");
            var scheme = SignatureEnvelope.ReadScheme(marked.OptionalText(SignatureEnvelope.SchemeKey));
            var expiry = marked.Time(SignatureEnvelope.ExpiryKey);
            SignatureEnvelope.RequireCritical(marked.Texts("crit", MaxList), scheme, expiry is not null);
            var time = scheme == SigningScheme.SigningAuthority ? SignatureEnvelope.AuthenticTimeKey : SignatureEnvelope.SigningTimeKey;
            return new SignatureEnvelope
            {
                Algorithm = Algorithm(marked.Text("alg")),
                Signed = Encoding.ASCII.GetBytes($"{header}.{payload}"),
                Signature = Part(root.Text("signature")),
                Payload = Part(payload),
                Chain = SignatureEnvelope.ReadChain(loose.Texts("x5c", MaxList).ConvertAll(text => (ReadOnlyMemory<byte>)(Base64Text.Decode(text) ?? throw new RefusedException("a certificate is not valid base64")))),
                Scheme = scheme,
                SigningTime = marked.Time(time) ?? throw marked.Missing(time),
                Expiry = expiry,
                Timestamp = loose.OptionalBytes(SignatureEnvelope.TimestampKey) is { } token ? token : default(ReadOnlyMemory<byte>?),
            };
        });
    });

    private static SignatureScheme Algorithm(string name) => name switch
    {
        "PS256" => new(SignatureForm.Pss, HashKind.Sha256),
        "PS384" => new(SignatureForm.Pss, HashKind.Sha384),
        "PS512" => new(SignatureForm.Pss, HashKind.Sha512),
        "ES256" => new(SignatureForm.EcdsaFixed, HashKind.Sha256),
        "ES384" => new(SignatureForm.EcdsaFixed, HashKind.Sha384),
        "ES512" => new(SignatureForm.EcdsaFixed, HashKind.Sha512),
        _ => throw new RefusedException($"the signature algorithm '{JsonObject.Shown(name)}' is not accepted"),
    };

    private static byte[] Part(string text) =>
        text.AsSpan().IndexOfAny('=', '+', '/') < 0 && Base64Text.Decode(text) is { } bytes ? bytes : throw new RefusedException("a part of the signature is not valid base64url");
}
