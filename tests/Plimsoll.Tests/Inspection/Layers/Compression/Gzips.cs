using System.IO.Compression;
using Plimsoll.Inspection.Layers.Compression;

namespace Plimsoll.Tests.Inspection.Layers.Compression;

/// <summary>Gzip members, and the loop that unpacks one.</summary>
internal static class Gzips
{
    /// <summary>Text that packs well.</summary>
    public static byte[] Words(int length)
    {
        var random = new Random(length);
        var words = Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ => (char)('a' + random.Next(26))))).ToArray();
        return [.. Enumerable.Range(0, length).SelectMany(_ => words[random.Next(300)] + " ").Take(length).Select(c => (byte)c)];
    }

    /// <summary>Bytes that do not pack; the same for a length.</summary>
    public static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Pack(byte[] plain, int level, ZLibCompressionStrategy strategy)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy }, leaveOpen: true))
        {
            // Two blocks at least.
            gzip.Write(plain.AsSpan(0, plain.Length / 2));
            gzip.Flush();
            gzip.Write(plain.AsSpan(plain.Length / 2));
        }
        return packed.ToArray();
    }

    /// <summary>The member with another header (RFC 1952 section 2.3.1).</summary>
    public static byte[] WithHeader(byte[] member, byte flags, int extra)
    {
        List<byte> header = [0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 2, 3];
        if ((flags & 4) != 0) header.AddRange([(byte)extra, (byte)(extra >> 8), .. Noise(extra)]);
        if ((flags & 8) != 0) header.AddRange("layer.tar\0"u8);
        if ((flags & 16) != 0) header.AddRange("\0"u8);
        if ((flags & 2) != 0)
        {
            var checksum = Crc32([.. header]);
            header.AddRange([(byte)checksum, (byte)(checksum >> 8)]);
        }
        return [.. header, .. member.AsSpan(10)];
    }

    /// <summary>One member that is whole, and how many bytes it has.</summary>
    public static (byte[] Bytes, int Consumed) Member(IFrameDecoder decoder, byte[] packed, int input, int output)
    {
        var (bytes, consumed, isWhole) = TryMember(decoder, packed, input, output);
        isWhole.ShouldBeTrue();
        return (bytes, consumed);
    }

    /// <summary>What there is of a member, read and given out in pieces of at most the sizes.</summary>
    public static (byte[] Bytes, int Consumed, bool IsWhole) TryMember(IFrameDecoder decoder, byte[] packed, int input, int output)
    {
        using var plain = new MemoryStream();
        var piece = new byte[output];
        for (var at = 0; ;)
        {
            var ended = decoder.Decode(packed.AsSpan(at, Math.Min(input, packed.Length - at)), piece, out var consumed, out var written);
            at += consumed;
            plain.Write(piece, 0, written);
            if (!ended && (consumed > 0 || written > 0)) continue;
            if (!ended) at.ShouldBe(packed.Length, "the decoder is stuck");
            return (plain.ToArray(), at, ended);
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        // The trailer of what the framework packs holds it.
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(bytes);
        return BitConverter.ToUInt32(packed.ToArray().AsSpan()[^8..^4]);
    }
}
