using Plimsoll.Core;
using Plimsoll.Trust.Cosign;
using Plimsoll.Trust.OpenPgp;

namespace Plimsoll.Trust.SimpleSigning;

/// <summary>Checks simple signatures of containers/image: an OpenPGP message around a name and a digest.</summary>
/// <param name="keys">Whose signatures count.</param>
/// <param name="time">The clock, for signatures that expire.</param>
public sealed class SimpleSigningVerifier(KeyRing keys, TimeProvider time)
{
    /// <summary>Checks a signature.</summary>
    /// <param name="message">The signed message, as it lies in a lookaside store.</param>
    /// <param name="image">The image that it should be of.</param>
    /// <param name="reference">The name that it should be signed for, <c>host/repository:tag</c>; null for any.</param>
    public Verdict Verify(byte[] message, Digest image, string? reference) => Verdict.Of(() =>
    {
        if (Packet.ReadAll(message) is not [{ Tag: Packet.OnePass }, { Tag: Packet.Literal } literal, { Tag: Packet.Signature } packet]) throw new RefusedException("this is no OpenPGP message with one signature");
        var content = Content(literal.Body);
        var (signer, signedAt) = keys.Verify(PgpSignature.Read(packet.Body), content.Span, time.GetUtcNow());
        var payload = SimplePayload.Read(content);
        if (payload.Type != SimplePayload.AtomicType) throw new RefusedException("the signed payload is of another kind of signature");
        if (payload.Digest != image.Value) throw new RefusedException($"the signature is of {Json.JsonObject.Shown(payload.Digest)}", VerdictCause.OtherSubject);
        if (reference is not null && payload.Reference != reference) throw new RefusedException($"the signature is for {Json.JsonObject.Shown(payload.Reference)}", VerdictCause.OtherSubject);
        // The time is the signer's own word: no reason to believe it beyond the key.
        return new Verdict.Verified(signer, signedAt);
    });

    /// <summary>Literal data: a format, a file name, a date, none of them signed, and what is.</summary>
    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> literal)
    {
        var rest = literal;
        if (Packet.Take(ref rest, 1).Span[0] != 'b') throw new RefusedException("the OpenPGP message is not binary");
        Packet.Take(ref rest, Packet.Take(ref rest, 1).Span[0]);
        Packet.Take(ref rest, 4);
        return rest;
    }
}
