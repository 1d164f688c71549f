using System.Buffers.Binary;
using System.IO.Compression;

namespace Plimsoll.Inspection.Archives;

/// <summary>
/// Lists and opens the entries of a zip archive by its central directory (APPNOTE.TXT, 4.3.12), from any stream that seeks. Sizes that the archive
/// claims are never believed: what is unpacked is counted.
/// </summary>
internal sealed class ZipEntryReader
{
    private const uint EndMark = 0x06054b50;
    private const uint End64Mark = 0x06064b50;
    private const uint Locator64Mark = 0x07064b50;
    private const uint EntryMark = 0x02014b50;
    private const int EndSize = 22;
    private const int EntrySize = 46;
    private const int MaxDirectory = 64 << 20;

    private readonly Stream _archive;
    private readonly byte[] _directory;
    private readonly long _shift;

    private ZipEntryReader(Stream archive, byte[] directory, long shift, long trailing) => (_archive, _directory, _shift, TrailingBytes) = (archive, directory, shift, trailing);

    /// <summary>
    /// Bytes behind the end of the archive. Java looks over them as well; but an archive that was cut off inside of another that it holds looks just so.
    /// </summary>
    public long TrailingBytes { get; }

    /// <summary>Opens an archive.</summary>
    /// <param name="archive">Seeks; not disposed. Bytes may stand before the archive, as in programs that carry one.</param>
    /// <exception cref="InvalidDataException">It is no zip archive, or damaged.</exception>
    public static ZipEntryReader Open(Stream archive)
    {
        var tail = new byte[(int)Math.Min(archive.Length, EndSize + ushort.MaxValue)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        for (var at = tail.Length - EndSize; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndMark) continue;
            var end = tail.AsSpan(at);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            var endAt = archive.Length - tail.Length + at;
            if (offset == uint.MaxValue || size == uint.MaxValue) (size, offset, endAt) = ReadEnd64(archive, endAt);
            var start = endAt - size;
            if (size < 0 || size > MaxDirectory || start < 0 || offset < 0 || offset > start) throw new InvalidDataException("the directory of the zip archive is damaged");
            var directory = new byte[size];
            archive.Position = start;
            archive.ReadExactly(directory);
            var trailing = tail.Length - at - EndSize - BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20));
            return new ZipEntryReader(archive, directory, start - offset, Math.Max(0, trailing));
        }
        throw new InvalidDataException("it is no zip archive, or its end is missing");
    }

    /// <summary>The entries in the order of the directory, directories left out.</summary>
    /// <exception cref="InvalidDataException">The directory is damaged.</exception>
    public IEnumerable<ZipEntry> Entries()
    {
        for (var at = 0; at + EntrySize <= _directory.Length;)
        {
            var (entry, size) = EntryAt(at);
            at += size;
            if (!entry.Name.EndsWith('/')) yield return entry;
        }
    }

    /// <summary>Opens an entry for reading from its start. The archive must not be read otherwise meanwhile.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged, encrypted, or compressed in another way than by deflate.</exception>
    public Stream OpenEntry(ZipEntry entry)
    {
        if (entry.IsEncrypted) throw new InvalidDataException("the entry is encrypted");
        Span<byte> local = stackalloc byte[30];
        if (entry.Offset + _shift > _archive.Length - local.Length) throw new InvalidDataException("the entry is not where the directory says");
        _archive.Position = entry.Offset + _shift;
        _archive.ReadExactly(local);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != 0x04034b50) throw new InvalidDataException("the entry is not where the directory says");
        _archive.Position += BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        var stored = new PartStream(_archive, _archive.Position, Math.Min(entry.StoredSize, _archive.Length - _archive.Position));
        return entry.Method switch
        {
            0 => stored,
            8 => new DeflateStream(stored, CompressionMode.Decompress),
            _ => throw new InvalidDataException($"the entry is compressed by method {entry.Method}, which is not read"),
        };
    }

    private (ZipEntry Entry, int Size) EntryAt(int at)
    {
        var header = _directory.AsSpan(at);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != EntryMark) throw new InvalidDataException("the directory of the zip archive is damaged");
        int name = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]), comment = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        var size = EntrySize + name + extra + comment;
        if (size > header.Length) throw new InvalidDataException("the directory of the zip archive is damaged");
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]), unpacked = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        ReadExtra64(header.Slice(EntrySize + name, extra), ref unpacked, ref stored, ref offset);
        if (stored < 0 || unpacked < 0 || offset < 0) throw new InvalidDataException("the directory of the zip archive is damaged");
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        return (new ZipEntry(ForeignText.Decode(header.Slice(EntrySize, name)), unpacked, stored, offset, BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), (flags & 1) != 0), size);
    }

    /// <summary>Sizes beyond 4 GiB stand in an extra field, each only where the header has none (APPNOTE.TXT, 4.5.3).</summary>
    private static void ReadExtra64(ReadOnlySpan<byte> extra, ref long unpacked, ref long stored, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) return;
            if (id == 1)
            {
                var field = extra.Slice(4, size);
                Take(ref field, ref unpacked);
                Take(ref field, ref stored);
                Take(ref field, ref offset);
                return;
            }
            extra = extra[(4 + size)..];
        }
    }

    private static void Take(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value != uint.MaxValue || field.Length < 8) return;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }

    private static (long Size, long Offset, long EndAt) ReadEnd64(Stream archive, long endAt)
    {
        Span<byte> locator = stackalloc byte[20], end = stackalloc byte[56];
        if (endAt < locator.Length + end.Length) throw new InvalidDataException("the end of the zip archive is damaged");
        archive.Position = endAt - locator.Length;
        archive.ReadExactly(locator);
        // The record stands before its locator; where it says it is may be off when bytes stand before the archive.
        archive.Position = endAt - locator.Length - end.Length;
        archive.ReadExactly(end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Mark || BinaryPrimitives.ReadUInt32LittleEndian(end) != End64Mark) throw new InvalidDataException("the end of the zip archive is damaged");
        return (BinaryPrimitives.ReadInt64LittleEndian(end[40..]), BinaryPrimitives.ReadInt64LittleEndian(end[48..]), endAt - locator.Length - end.Length);
    }
}

/// <summary>An entry of a zip archive, as its directory describes it.</summary>
/// <param name="Name">Path in the archive.</param>
/// <param name="Size">Bytes unpacked, as claimed.</param>
/// <param name="StoredSize">Bytes in the archive.</param>
/// <param name="Offset">Where the entry begins.</param>
/// <param name="Method">0 for stored, 8 for deflated.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
internal sealed record ZipEntry(string Name, long Size, long StoredSize, long Offset, int Method, bool IsEncrypted);
