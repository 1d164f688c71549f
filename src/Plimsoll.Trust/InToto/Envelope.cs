using System.Text;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.InToto;

/// <summary>A signed envelope (DSSE v1).</summary>
internal sealed record Envelope(string PayloadType, byte[] Payload, IReadOnlyList<EnvelopeSignature> Signatures)
{
    /// <summary>The payload type of in-toto statements.</summary>
    public const string InTotoType = "application/vnd.in-toto+json";

    private const int MaxSignatures = 64;

    /// <summary>What is signed: type and payload, each after its length (pre-authentication encoding).</summary>
    public byte[] Signed => [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(PayloadType)} {PayloadType} {Payload.Length} "), .. Payload];

    public static Envelope Read(JsonObject envelope)
    {
        envelope.Only("payload", "payloadType", "signatures");
        return new Envelope(envelope.Text("payloadType"), envelope.Bytes("payload"), envelope.Objects("signatures", MaxSignatures)
            .ConvertAll(signature => new EnvelopeSignature(signature.Only("sig", "keyid").Bytes("sig"), signature.OptionalText("keyid"))));
    }
}

/// <summary>A signature of an envelope; the id of its key is a hint.</summary>
internal sealed record EnvelopeSignature(byte[] Bytes, string? KeyId);
