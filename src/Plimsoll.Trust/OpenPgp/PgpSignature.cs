using System.Buffers.Binary;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Trust.OpenPgp;

/// <summary>A version 4 signature (RFC 4880, 5.2.3).</summary>
internal sealed record PgpSignature
{
    public const int OfBinary = 0x00;
    public const int OfText = 0x01;
    public const int BindingSubkey = 0x18;
    public const int RevokingKey = 0x20;
    public const int RevokingSubkey = 0x28;

    private const int CreationTime = 2;
    private const int ExpirationTime = 3;
    private const int KeyExpirationTime = 9;
    private const int IssuerId = 16;
    private const int Flags = 27;
    private const int IssuerFingerprint = 33;

    private static readonly int[] Understood = [CreationTime, ExpirationTime, 4, 5, 6, 7, KeyExpirationTime, 11, IssuerId, 20, 21, 22, 23, 24, 25, 26, Flags, 28, 29, 30, 31, 32, IssuerFingerprint, 34];

    public required int Type { get; init; }

    public required HashKind Hash { get; init; }

    public required int Algorithm { get; init; }

    /// <summary>From the version to the end of the hashed subpackets.</summary>
    public required ReadOnlyMemory<byte> Hashed { get; init; }

    /// <summary>The first bytes of the hash, which tell early that it is another one.</summary>
    public required ReadOnlyMemory<byte> Hint { get; init; }

    public required ReadOnlyMemory<byte> Numbers { get; init; }

    public required DateTimeOffset Created { get; init; }

    public TimeSpan? Lifetime { get; private set; }

    public TimeSpan? KeyLifetime { get; private set; }

    public int? KeyFlags { get; private set; }

    /// <summary>End of the fingerprint of the key that signed, as far as it is said.</summary>
    public string? Issuer { get; private set; }

    public static PgpSignature Read(ReadOnlyMemory<byte> body)
    {
        var bytes = body;
        var head = Packet.Take(ref bytes, 6).Span;
        if (head[0] != 4) throw new RefusedException($"an OpenPGP signature of version {head[0]} is not accepted");
        var hashed = Packet.Take(ref bytes, BinaryPrimitives.ReadUInt16BigEndian(head[4..]));
        var loose = Packet.Take(ref bytes, BinaryPrimitives.ReadUInt16BigEndian(Packet.Take(ref bytes, 2).Span));
        var fields = Fields(hashed);
        if (fields.FirstOrDefault(field => field.Type == CreationTime).Value is not { Length: 4 } created) throw new RefusedException("an OpenPGP signature does not say when it was made");
        if (fields.FirstOrDefault(field => field.Critical && !Understood.Contains(field.Type)) is { Type: > 0 } unknown) throw new RefusedException($"an OpenPGP signature has the critical subpacket {unknown.Type}, which is not understood");
        var signature = new PgpSignature
        {
            Type = head[1],
            Algorithm = head[2],
            Hash = head[3] switch { 8 => HashKind.Sha256, 9 => HashKind.Sha384, 10 => HashKind.Sha512, _ => throw new RefusedException($"the OpenPGP hash {head[3]} is not accepted") },
            Hashed = body[..(6 + hashed.Length)],
            Hint = Packet.Take(ref bytes, 2),
            Numbers = bytes,
            Created = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(created.Span)),
        };
        foreach (var (type, _, value) in fields)
        {
            if (type == ExpirationTime) signature.Lifetime = Seconds(value);
            else if (type == KeyExpirationTime) signature.KeyLifetime = Seconds(value);
            else if (type == Flags && value.Length > 0) signature.KeyFlags = value.Span[0];
        }
        // Who signed is a hint wherever it stands: the key proves it.
        foreach (var (type, _, value) in fields.Concat(Fields(loose)))
        {
            if (type == IssuerFingerprint && value.Length == 21) signature.Issuer = Convert.ToHexStringLower(value.Span[1..]);
            else if (type == IssuerId && value.Length == 8) signature.Issuer ??= Convert.ToHexStringLower(value.Span);
        }
        return signature;
    }

    /// <summary>Whether a key made it over some bytes.</summary>
    public bool Holds(PgpKey key, ReadOnlySpan<byte> data)
    {
        if (Algorithm != key.Algorithm) return false;
        var hash = Hash.Hash((byte[])[.. data, .. Hashed.Span, 4, 0xff, (byte)(Hashed.Length >> 24), (byte)(Hashed.Length >> 16), (byte)(Hashed.Length >> 8), (byte)Hashed.Length]);
        if (!hash.AsSpan(0, 2).SequenceEqual(Hint.Span)) return false;
        var rest = Numbers;
        var first = PgpKey.Number(ref rest);
        var second = key.Key.Kind == KeyKind.Rsa ? default : PgpKey.Number(ref rest);
        if (!rest.IsEmpty) return false;
        if (key.Key.Kind == KeyKind.Rsa) return first.Length <= (key.Key.Bits + 7) / 8 && key.Key.VerifiesHash(hash, Padded(first, (key.Key.Bits + 7) / 8), new SignatureScheme(SignatureForm.Pkcs1, Hash));
        var size = key.Key.Kind switch { KeyKind.EcP384 => 48, KeyKind.EcP521 => 66, _ => 32 };
        if (first.Length > size || second.Length > size) return false;
        byte[] fixedLength = [.. Padded(first, size), .. Padded(second, size)];
        return key.Key.Kind == KeyKind.Ed25519 ? key.Key.Verifies(hash, fixedLength, key.Key.Scheme()) : key.Key.VerifiesHash(hash, fixedLength, new SignatureScheme(SignatureForm.EcdsaFixed, Hash));
    }

    private static byte[] Padded(ReadOnlyMemory<byte> number, int length) => [.. new byte[length - number.Length], .. number.Span];

    private static TimeSpan? Seconds(ReadOnlyMemory<byte> value) =>
        value.Length == 4 && BinaryPrimitives.ReadUInt32BigEndian(value.Span) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static List<(int Type, bool Critical, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> bytes)
    {
        var fields = new List<(int, bool, ReadOnlyMemory<byte>)>();
        while (!bytes.IsEmpty)
        {
            uint length = Packet.Take(ref bytes, 1).Span[0];
            if (length == 255) length = BinaryPrimitives.ReadUInt32BigEndian(Packet.Take(ref bytes, 4).Span);
            else if (length >= 192) length = ((length - 192) << 8) + Packet.Take(ref bytes, 1).Span[0] + 192;
            if (length == 0) throw new RefusedException("an OpenPGP signature is damaged");
            var field = Packet.Take(ref bytes, length);
            fields.Add((field.Span[0] & 0x7f, (field.Span[0] & 0x80) != 0, field[1..]));
        }
        return fields;
    }
}
