using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// The outside of an OpenPGP signature (RFC 9580 section 5.2, and version 3 of RFC 4880 section 5.2.2): enough to compute the digest that it signs. With that
/// digest, the packet and a key anybody can verify it later without the signed bytes.
/// </summary>
internal readonly ref struct OpenPgpSignature
{
    private const int SignatureTag = 2;
    private const int IssuerKeyId = 16;
    private const int IssuerFingerprint = 33;

    private readonly ReadOnlySpan<byte> _salt;
    private readonly ReadOnlySpan<byte> _hashed;
    private readonly int _version;

    /// <summary>Reads a packet.</summary>
    /// <exception cref="InvalidDataException">It is no signature, or one of a version that is not known.</exception>
    public OpenPgpSignature(ReadOnlySpan<byte> packet)
    {
        var body = Body(packet);
        if (body.IsEmpty) throw Damaged();
        _version = body[0];
        if (_version == 3)
        {
            // Length of what is hashed, which is always 5; type and time; the key; the algorithms.
            if (body.Length < 19 || body[1] != 5) throw Damaged();
            _hashed = body.Slice(2, 5);
            KeyId = Convert.ToHexStringLower(body.Slice(7, 8));
            Hash = HashOf(body[16]);
            return;
        }
        if (_version is not (4 or 6)) throw new InvalidDataException($"a signature has the version {_version}, which is not known");
        var width = _version == 4 ? 2 : 4;
        if (body.Length < 4 + width) throw Damaged();
        Hash = HashOf(body[3]);
        var subpackets = Counted(body[4..], width, out var rest);
        _hashed = body[..(4 + width + subpackets.Length)];
        KeyId = KeyOf(subpackets) ?? KeyOf(Counted(rest, width, out rest));
        if (_version == 6) _salt = Counted(rest.Length < 2 ? [] : rest[2..], 1, out _);
    }

    /// <summary>Hash function that it uses.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Number of the key that made it, or its fingerprint, hexadecimal; null when it does not say.</summary>
    public string? KeyId { get; }

    /// <summary>What is hashed in front of the signed bytes.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    /// <summary>Adds what is hashed behind the signed bytes (RFC 9580 section 5.2.4).</summary>
    public void AddTrailer(IncrementalHash hash)
    {
        hash.AppendData(_hashed);
        if (_version == 3) return;
        Span<byte> end = stackalloc byte[6];
        (end[0], end[1]) = ((byte)_version, 0xff);
        BinaryPrimitives.WriteInt32BigEndian(end[2..], _hashed.Length);
        hash.AppendData(end);
    }

    /// <summary>The content of a packet, by its old or new header (section 4.2).</summary>
    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 2 || packet[0] < 0x80) throw Damaged();
        if ((packet[0] & 0x40) != 0)
        {
            if ((packet[0] & 0x3f) != SignatureTag) throw Damaged();
            return Measured(packet[1..], out _);
        }
        if (((packet[0] >> 2) & 0xf) != SignatureTag || (packet[0] & 3) == 3) throw Damaged();
        return Counted(packet[1..], 1 << (packet[0] & 3), out _);
    }

    private static string? KeyOf(ReadOnlySpan<byte> subpackets)
    {
        string? key = null;
        while (!subpackets.IsEmpty)
        {
            var content = Measured(subpackets, out subpackets);
            if (content.Length == 9 && (content[0] & 0x7f) == IssuerKeyId) key ??= Convert.ToHexStringLower(content[1..]);
            if (content.Length is 22 or 34 && (content[0] & 0x7f) == IssuerFingerprint) key = Convert.ToHexStringLower(content[2..]);
        }
        return key;
    }

    /// <summary>Bytes behind their number, in OpenPGP's lengths of one, two or five bytes.</summary>
    private static ReadOnlySpan<byte> Measured(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> rest)
    {
        if (bytes.IsEmpty) throw Damaged();
        if (bytes[0] < 192) return Counted(bytes, 1, out rest);
        if (bytes[0] == 255) return Counted(bytes[1..], 4, out rest);
        if (bytes[0] >= 224 || bytes.Length < 2) throw Damaged();
        return Split(bytes[2..], ((bytes[0] - 192) << 8) + bytes[1] + 192, out rest);
    }

    /// <summary>Bytes behind their number, which has a fixed width.</summary>
    private static ReadOnlySpan<byte> Counted(ReadOnlySpan<byte> bytes, int width, out ReadOnlySpan<byte> rest)
    {
        if (bytes.Length < width) throw Damaged();
        var length = width switch { 1 => bytes[0], 2 => BinaryPrimitives.ReadUInt16BigEndian(bytes), _ => BinaryPrimitives.ReadUInt32BigEndian(bytes) };
        return Split(bytes[width..], length, out rest);
    }

    private static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> bytes, long length, out ReadOnlySpan<byte> rest)
    {
        if (length > bytes.Length) throw Damaged();
        rest = bytes[(int)length..];
        return bytes[..(int)length];
    }

    /// <summary>RFC 9580 section 9.5.</summary>
    private static HashAlgorithmName HashOf(byte number) => number switch
    {
        1 => HashAlgorithmName.MD5,
        2 => HashAlgorithmName.SHA1,
        8 => HashAlgorithmName.SHA256,
        9 => HashAlgorithmName.SHA384,
        10 => HashAlgorithmName.SHA512,
        _ => throw new InvalidDataException($"a signature uses hash function {number}, which is not known"),
    };

    private static InvalidDataException Damaged() => new("a signature is damaged");
}
