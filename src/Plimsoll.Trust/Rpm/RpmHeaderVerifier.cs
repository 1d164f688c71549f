using System.Buffers.Binary;
using Plimsoll.Trust.OpenPgp;

namespace Plimsoll.Trust.Rpm;

/// <summary>Checks the header of an installed package as its database keeps it: the vendor signed the region that the package came with, and nothing that was added later.</summary>
/// <param name="keys">Keys of vendors, pinned outside of the image.</param>
/// <param name="time">The clock.</param>
public sealed class RpmHeaderVerifier(KeyRing keys, TimeProvider time)
{
    private const int EntrySize = 16;
    private const int MaxEntries = 64 * 1024;
    private const int MaxData = 256 * 1024 * 1024;
    private const uint ImmutableRegion = 63;
    private const uint RsaHeader = 268;
    private const uint DsaHeader = 267;
    private const uint Binary = 7;

    private static readonly byte[] Magic = [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0];

    /// <summary>Checks the blob of a package.</summary>
    public Verdict Verify(ReadOnlyMemory<byte> blob) => Verdict.Of(() =>
    {
        var (signature, region) = Split(blob.Span);
        if (Packet.ReadAll(signature) is not [{ Tag: Packet.Signature } packet]) throw new RefusedException("the header of the package has no single OpenPGP signature");
        var (signer, signedAt) = keys.Verify(PgpSignature.Read(packet.Body), region, time.GetUtcNow());
        return new Verdict.Verified(signer, signedAt);
    });

    /// <summary>Checks the blob of a package and says what of it is signed: one that nobody who is trusted signed is unknown, one that claims it and does not hold is refused.</summary>
    /// <param name="blob">The header as the database keeps it.</param>
    /// <param name="header">The header as it was in the package, in the same form; empty when that cannot be told.</param>
    internal Verdict Verify(ReadOnlyMemory<byte> blob, out ReadOnlyMemory<byte> header)
    {
        header = default;
        try
        {
            var parts = Region(blob.Span);
            header = parts.Region.AsMemory(Magic.Length);
            return Signature(parts.Index, parts.Data) is { } signature ? keys.VerifyAny(signature, PgpSignature.OfBinary, parts.Region, time.GetUtcNow()) : new Verdict.Unknown("the package is not signed", VerdictCause.Unsigned);
        }
        catch (RefusedException e)
        {
            return Verdict.Refused.Of(e);
        }
    }

    /// <summary>The signature and the bytes that it is over: the header as it was in the package.</summary>
    internal static (byte[] Signature, byte[] Region) Split(ReadOnlySpan<byte> blob)
    {
        var parts = Region(blob);
        return (Signature(parts.Index, parts.Data) ?? throw new RefusedException("the header of the package is not signed"), parts.Region);
    }

    private static Parts Region(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 8) throw new RefusedException("the header of the package is too short");
        var (count, size) = (BinaryPrimitives.ReadUInt32BigEndian(blob), BinaryPrimitives.ReadUInt32BigEndian(blob[4..]));
        if (count is 0 or > MaxEntries || size > MaxData || blob.Length < 8 + (count * EntrySize) + size) throw new RefusedException("the header of the package is damaged");
        var index = blob.Slice(8, (int)count * EntrySize);
        var data = blob.Slice(8 + ((int)count * EntrySize), (int)size);
        var first = Entry(index, 0);
        if (first.Tag != ImmutableRegion || first.Type != Binary || first.Count != EntrySize || first.Offset > size - EntrySize || size < EntrySize) throw new RefusedException("the header of the package has no region that could be signed");
        var trailer = data.Slice((int)first.Offset, EntrySize);
        var entries = -(long)BinaryPrimitives.ReadInt32BigEndian(trailer[8..]) / EntrySize;
        if (BinaryPrimitives.ReadUInt32BigEndian(trailer) != ImmutableRegion || entries is < 1 or > MaxEntries || entries > count) throw new RefusedException("the signed region of the header is damaged");
        var length = (int)first.Offset + EntrySize;
        byte[] region = [.. Magic, .. Number((uint)entries), .. Number((uint)length), .. index[..((int)entries * EntrySize)], .. data[..length]];
        return new Parts(index, data, region);
    }

    private static byte[]? Signature(ReadOnlySpan<byte> index, ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < index.Length / EntrySize; i++)
        {
            var entry = Entry(index, i);
            if (entry.Tag is not (RsaHeader or DsaHeader) || entry.Type != Binary) continue;
            return entry.Offset <= data.Length && entry.Count <= data.Length - entry.Offset ? data.Slice((int)entry.Offset, (int)entry.Count).ToArray() : throw new RefusedException("the signature of the header is damaged");
        }
        return null;
    }

    private static (uint Tag, uint Type, uint Offset, uint Count) Entry(ReadOnlySpan<byte> index, int number)
    {
        var entry = index.Slice(number * EntrySize, EntrySize);
        return (BinaryPrimitives.ReadUInt32BigEndian(entry), BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]), BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
    }

    private static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>A header taken apart.</summary>
    private readonly ref struct Parts(ReadOnlySpan<byte> index, ReadOnlySpan<byte> data, byte[] region)
    {
        /// <summary>All entries.</summary>
        public ReadOnlySpan<byte> Index { get; } = index;

        /// <summary>What they are about.</summary>
        public ReadOnlySpan<byte> Data { get; } = data;

        /// <summary>The bytes that are signed.</summary>
        public byte[] Region { get; } = region;
    }
}
