using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.OpenPgp;

/// <summary>A version 4 key (RFC 4880, 5.5.2): RSA, ECDSA or Ed25519.</summary>
internal sealed record PgpKey
{
    private const int Rsa = 1;
    private const int Ecdsa = 19;
    private const int EdDsa = 22;

    private static readonly Dictionary<string, (string Oid, int Bytes)> Curves = new()
    {
        ["2A8648CE3D030107"] = ("1.2.840.10045.3.1.7", 32),
        ["2B81040022"] = ("1.3.132.0.34", 48),
        ["2B81040023"] = ("1.3.132.0.35", 66),
    };

    /// <summary>The packet, which self-signatures and bindings are over.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required PublicKey Key { get; init; }

    public required int Algorithm { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>SHA-1 of the packet: the name of the key, not what proves anything.</summary>
    public required string Fingerprint { get; init; }

    public static PgpKey? Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length < 6 || body.Span[0] != 4) return null;
        var rest = body[6..];
        var algorithm = body.Span[5];
        var key = algorithm switch
        {
            Rsa => ReadRsa(rest),
            Ecdsa => ReadEc(rest),
            EdDsa => ReadEd25519(rest),
            _ => null,
        };
        if (key is null) return null;
#pragma warning disable CA5350 // The fingerprint of version 4 is defined so; it finds keys and is not trusted.
        var fingerprint = Convert.ToHexStringLower(SHA1.HashData((byte[])[0x99, (byte)(body.Length >> 8), (byte)body.Length, .. body.Span]));
#pragma warning restore CA5350
        return new PgpKey { Body = body, Key = key, Algorithm = algorithm, Created = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(body.Span[1..])), Fingerprint = fingerprint };
    }

    /// <summary>A number with its length in bits before it.</summary>
    public static ReadOnlyMemory<byte> Number(ref ReadOnlyMemory<byte> bytes)
    {
        var bits = BinaryPrimitives.ReadUInt16BigEndian(Packet.Take(ref bytes, 2).Span);
        return Packet.Take(ref bytes, (uint)(bits + 7) / 8);
    }

    private static PublicKey ReadRsa(ReadOnlyMemory<byte> rest)
    {
        var (modulus, exponent) = (Number(ref rest), Number(ref rest));
        if (modulus.IsEmpty || exponent.IsEmpty) throw new RefusedException("an OpenPGP key is damaged");
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus.Span.TrimStart((byte)0) is { IsEmpty: false } n ? n : [0]);
            writer.WriteIntegerUnsigned(exponent.Span.TrimStart((byte)0) is { IsEmpty: false } e ? e : [0]);
        }
        return PublicKey.ReadPkcs1(writer.Encode());
    }

    private static PublicKey? ReadEc(ReadOnlyMemory<byte> rest)
    {
        var curve = Packet.Take(ref rest, Packet.Take(ref rest, 1).Span[0]);
        if (!Curves.TryGetValue(Convert.ToHexString(curve.Span), out var known)) return null;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                writer.WriteObjectIdentifier(known.Oid);
            }
            writer.WriteBitString(Number(ref rest).Span);
        }
        return PublicKey.Read(writer.Encode());
    }

    private static PublicKey? ReadEd25519(ReadOnlyMemory<byte> rest)
    {
        var curve = Packet.Take(ref rest, Packet.Take(ref rest, 1).Span[0]);
        return Convert.ToHexString(curve.Span) == "2B06010401DA470F01" && Number(ref rest) is { Length: 33 } point && point.Span[0] == 0x40 ? PublicKey.OfEd25519(point.Span[1..]) : null;
    }
}
