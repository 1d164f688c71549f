using System.Buffers.Binary;
using System.IO.Compression;

namespace Plimsoll.Trust.OpenPgp;

/// <summary>A packet of OpenPGP (RFC 4880, 4).</summary>
internal sealed record Packet(int Tag, ReadOnlyMemory<byte> Body)
{
    public const int Signature = 2;
    public const int OnePass = 4;
    public const int PublicKey = 6;
    public const int Compressed = 8;
    public const int Literal = 11;
    public const int UserId = 13;
    public const int PublicSubkey = 14;

    private const int MaxPackets = 1000;
    private const int MaxSize = 4 * 1024 * 1024;

    /// <summary>The packets of some bytes, what is compressed unpacked once.</summary>
    public static List<Packet> ReadAll(ReadOnlyMemory<byte> bytes)
    {
        var packets = new List<Packet>();
        while (!bytes.IsEmpty)
        {
            if (packets.Count == MaxPackets) throw new RefusedException("there are too many OpenPGP packets");
            packets.Add(Read(ref bytes));
        }
        if (packets is not [{ Tag: Compressed } only]) return packets;
        var inner = ReadAll(Unpack(only.Body));
        return inner.Exists(packet => packet.Tag == Compressed) ? throw new RefusedException("an OpenPGP message is compressed twice") : inner;
    }

    private static Packet Read(ref ReadOnlyMemory<byte> bytes)
    {
        var first = Take(ref bytes, 1).Span[0];
        if ((first & 0x80) == 0) throw new RefusedException("these bytes are no OpenPGP packets");
        var isNew = (first & 0x40) != 0;
        var tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
        var length = isNew ? NewLength(ref bytes) : (first & 3) switch
        {
            0 => Take(ref bytes, 1).Span[0],
            1 => BinaryPrimitives.ReadUInt16BigEndian(Take(ref bytes, 2).Span),
            2 => BinaryPrimitives.ReadUInt32BigEndian(Take(ref bytes, 4).Span),
            _ when tag == Compressed => (uint)bytes.Length,
            _ => throw new RefusedException("an OpenPGP packet has no length"),
        };
        return new Packet(tag, Take(ref bytes, length));
    }

    /// <summary>Lengths in parts are for streams; signatures and keys have none.</summary>
    private static uint NewLength(ref ReadOnlyMemory<byte> bytes)
    {
        uint first = Take(ref bytes, 1).Span[0];
        if (first < 192) return first;
        if (first < 224) return ((first - 192) << 8) + Take(ref bytes, 1).Span[0] + 192;
        return first == 255 ? BinaryPrimitives.ReadUInt32BigEndian(Take(ref bytes, 4).Span) : throw new RefusedException("an OpenPGP packet has a length in parts");
    }

    internal static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, uint length)
    {
        if (length > bytes.Length) throw new RefusedException("an OpenPGP packet ends too early");
        var taken = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return taken;
    }

    private static byte[] Unpack(ReadOnlyMemory<byte> body)
    {
        using var source = new MemoryStream(body.Length > 0 ? body[1..].ToArray() : throw new RefusedException("an OpenPGP packet is empty"));
        using Stream stream = body.Span[0] switch
        {
            1 => new DeflateStream(source, CompressionMode.Decompress),
            2 => new ZLibStream(source, CompressionMode.Decompress),
            _ => throw new RefusedException("an OpenPGP message is compressed in a way that is not understood"),
        };
        using var unpacked = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (stream.Read(buffer) is > 0 and var read)
            {
                unpacked.Write(buffer, 0, read);
                if (unpacked.Length > MaxSize) throw new RefusedException($"an OpenPGP message is larger than {MaxSize} bytes");
            }
            return unpacked.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new RefusedException("an OpenPGP message cannot be unpacked", e);
        }
    }
}
