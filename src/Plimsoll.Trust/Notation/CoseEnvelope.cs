using System.Buffers.Binary;
using System.Text;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.Notation;

/// <summary>The envelope as COSE_Sign1 (RFC 9052, 4.2).</summary>
internal static class CoseEnvelope
{
    private const long Sign1 = 18;
    private const long AlgorithmKey = 1;
    private const long CriticalKey = 2;
    private const long ContentTypeKey = 3;
    private const long ChainKey = 33;
    private const long EpochTag = 1;

    public static SignatureEnvelope Read(ReadOnlyMemory<byte> content)
    {
        if (Cbor.Read(content) is not CborTag { Number: Sign1, Value: List<object?> and [ReadOnlyMemory<byte> header, Dictionary<object, object?> loose, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> signature] })
            throw new RefusedException("the signature is no COSE_Sign1");
        if (Cbor.Read(header) is not Dictionary<object, object?> marked) throw new RefusedException("the protected header of the signature is no map");
        if (marked.GetValueOrDefault(ContentTypeKey) is not SignatureEnvelope.PayloadType) throw new RefusedException("the signature is over something of another type");
        var scheme = SignatureEnvelope.ReadScheme(marked.GetValueOrDefault(SignatureEnvelope.SchemeKey) as string);
        var expiry = Time(marked, SignatureEnvelope.ExpiryKey);
        var critical = marked.GetValueOrDefault(CriticalKey) as List<object?> ?? throw new RefusedException("the signature has no critical attributes");
        SignatureEnvelope.RequireCritical(critical.ConvertAll(name => name as string ?? "a number"), scheme, expiry is not null);
        var time = scheme == SigningScheme.SigningAuthority ? SignatureEnvelope.AuthenticTimeKey : SignatureEnvelope.SigningTimeKey;
        return new SignatureEnvelope
        {
            Algorithm = Algorithm(marked.GetValueOrDefault(AlgorithmKey) as long?),
            Signed = [0x84, 0x6a, .. Encoding.ASCII.GetBytes("Signature1"), .. Bytes(header.Span), 0x40, .. Bytes(payload.Span)],
            Signature = signature,
            Payload = payload,
            Chain = SignatureEnvelope.ReadChain(Chain(loose.GetValueOrDefault(ChainKey))),
            Scheme = scheme,
            SigningTime = Time(marked, time) ?? throw new RefusedException($"{time} is missing"),
            Expiry = expiry,
            Timestamp = loose.GetValueOrDefault(SignatureEnvelope.TimestampKey) switch
            {
                null => null,
                ReadOnlyMemory<byte> token => token,
                _ => throw new RefusedException("the time stamp of the signature is of another type"),
            },
        };
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Chain(object? value) => value switch
    {
        ReadOnlyMemory<byte> single => [single],
        List<object?> list => [.. list.Select(item => item is ReadOnlyMemory<byte> bytes ? bytes : throw new RefusedException("a certificate of the signature is of another type"))],
        _ => [],
    };

    private static DateTimeOffset? Time(Dictionary<object, object?> header, string name) => header.GetValueOrDefault(name) switch
    {
        null => null,
        CborTag { Number: EpochTag, Value: long and >= 0 and <= 253_402_300_799 and var seconds } => DateTimeOffset.FromUnixTimeSeconds(seconds),
        _ => throw new RefusedException($"{name} is no time"),
    };

    private static SignatureScheme Algorithm(long? number) => number switch
    {
        -37 => new(SignatureForm.Pss, HashKind.Sha256),
        -38 => new(SignatureForm.Pss, HashKind.Sha384),
        -39 => new(SignatureForm.Pss, HashKind.Sha512),
        -7 => new(SignatureForm.EcdsaFixed, HashKind.Sha256),
        -35 => new(SignatureForm.EcdsaFixed, HashKind.Sha384),
        -36 => new(SignatureForm.EcdsaFixed, HashKind.Sha512),
        _ => throw new RefusedException($"the signature algorithm {number} is not accepted"),
    };

    /// <summary>A byte string as CBOR writes it.</summary>
    private static byte[] Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 24) return [(byte)(0x40 | bytes.Length), .. bytes];
        if (bytes.Length < 0x100) return [0x58, (byte)bytes.Length, .. bytes];
        if (bytes.Length < 0x10000) return [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return [0x5a, .. length, .. bytes];
    }
}
