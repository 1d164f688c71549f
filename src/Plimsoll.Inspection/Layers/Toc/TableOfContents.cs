using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Inspection.Layers.Tar;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection.Layers.Toc;

/// <summary>
/// Fetches the table of contents of a layer, and nothing else of it: that of eStargz (stargz-snapshotter, docs/estargz.md) or of zstd:chunked (containers/storage, pkg/chunked). The manifest names the digest
/// of the table, so it is proven although the layer is not.
/// </summary>
internal static class TableOfContents
{
    private const string EstargzDigest = "containerd.io/snapshot/stargz/toc.digest";
    private const string ChunkedPosition = "zstd-chunked.manifest-position";
    private const string ChunkedDigest = "zstd-chunked.manifest-checksum";
    private const string EstargzName = "stargz.index.json";

    /// <summary>What containers/storage writes, now and before 2023.</summary>
    private static readonly string[] ChunkedPrefixes = ["io.github.containers.", "io.containers."];

    /// <summary>Bytes of a footer of eStargz: an empty gzip member with the place of the table in its extra field.</summary>
    private const int FooterSize = 51;

    /// <summary>Bytes of a table, packed and unpacked: a million entries take less.</summary>
    private const int MaxSize = 512 << 20;

    /// <summary>The table as JSON; null when the layer has none, or the source not this blob.</summary>
    /// <exception cref="InvalidDataException">There is one, and it is damaged or not the one that the manifest names.</exception>
    public static async Task<byte[]?> FetchAsync(IRangedContent content, Descriptor layer, CancellationToken cancellationToken)
    {
        if (layer.Annotations.TryGetValue(EstargzDigest, out var estargz)) return await FetchEstargzAsync(content, layer, Parse(estargz), cancellationToken);
        foreach (var prefix in ChunkedPrefixes)
        {
            if (layer.Annotations.TryGetValue(prefix + ChunkedPosition, out var position) && layer.Annotations.TryGetValue(prefix + ChunkedDigest, out var checksum))
                return await FetchChunkedAsync(content, layer, position, Parse(checksum), cancellationToken);
        }
        return null;
    }

    private static async Task<byte[]?> FetchEstargzAsync(IRangedContent content, Descriptor layer, Digest expected, CancellationToken cancellationToken)
    {
        if (layer.Size < FooterSize) throw new InvalidDataException("the layer is too short for a footer of eStargz");
        if (await ReadAsync(content, layer, layer.Size - FooterSize, FooterSize, cancellationToken) is not { } footer) return null;
        var start = StartOf(footer);
        if (start < 0 || start >= layer.Size - FooterSize || layer.Size - FooterSize - start > MaxSize) throw new InvalidDataException("the footer of the layer names no place of a table of contents");
        if (await ReadAsync(content, layer, start, (int)(layer.Size - FooterSize - start), cancellationToken) is not { } packed) return null;
        using var unpacked = new MemoryStream(Unpack(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)));
        using var tar = new TarReader(unpacked, LayerLimits.Default);
        while (tar.Next() is { } entry)
        {
            if (entry.Name != EstargzName) continue;
            using var table = tar.OpenContent();
            return Proven(Unpack(table), expected);
        }
        throw new InvalidDataException("there is no table of contents where the footer of the layer says");
    }

    private static async Task<byte[]?> FetchChunkedAsync(IRangedContent content, Descriptor layer, string position, Digest expected, CancellationToken cancellationToken)
    {
        // offset : packed size : unpacked size : kind
        var parts = position.Split(':');
        if (parts.Length < 3 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > MaxSize || start > layer.Size - length)
            throw new InvalidDataException($"'{position}' is no place of a table of contents");
        if (await ReadAsync(content, layer, start, length, cancellationToken) is not { } packed) return null;
        Proven(packed, expected);
        return Unpack(new FramedStream(new MemoryStream(packed), new ZstdDecoder()));
    }

    /// <summary>Sixteen hexadecimal digits behind the header of the gzip member, its extra field and that of the subfield <c>SG</c>.</summary>
    private static long StartOf(byte[] footer)
    {
        var extra = footer.AsSpan(12);
        var isFooter = footer[0] == 0x1f && footer[1] == 0x8b && (footer[3] & 4) != 0 && extra[..2].SequenceEqual("SG"u8) && BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]) == 22 && extra[20..26].SequenceEqual("STARGZ"u8);
        return isFooter && long.TryParse(Encoding.ASCII.GetString(extra[4..20]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start) ? start : -1;
    }

    private static async Task<byte[]?> ReadAsync(IRangedContent content, Descriptor layer, long offset, int length, CancellationToken cancellationToken)
    {
        await using var stream = await content.OpenBlobAsync(layer, offset, cancellationToken);
        if (stream is null) return null;
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static byte[] Unpack(Stream packed)
    {
        using var source = packed;
        using var unpacked = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            if (unpacked.Length + read > MaxSize) throw new InvalidDataException("the table of contents is larger than is sane");
            unpacked.Write(buffer, 0, read);
        }
        return unpacked.ToArray();
    }

    private static byte[] Proven(byte[] content, Digest expected) =>
        Digest.Of(content, expected.Algorithm) == expected ? content : throw new InvalidDataException("the table of contents is not the one that the manifest names");

    private static Digest Parse(string text) => Digest.TryParse(text, out var digest) ? digest : throw new InvalidDataException($"'{text}' is no digest of a table of contents");
}
