using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>
/// <c>Packages</c>, the form of rpm before 4.16: a hash table of Berkeley DB (its dbinc/db_page.h; rpm reads it alone in lib/backend/bdb_ro.c), written in
/// the byte order of the machine. Each page is read once.
/// </summary>
internal sealed class BerkeleyHash
{
    private const int MetaSize = 512;
    private const int PageHeader = 26;
    private const uint Magic = 0x00061561;
    private const int HashPage = 13;
    private const int UnsortedHashPage = 2;
    private const int OverflowPage = 7;
    private const int OnPage = 1;
    private const int OffPage = 3;
    private const int OffPageSize = 12;

    private readonly FileContent _file;
    private readonly bool _isBigEndian;
    private readonly int _pageSize;
    private readonly uint _lastPage;
    private readonly uint _lastBucket;
    private readonly uint[] _spares = new uint[32];
    private readonly BitArray _taken;
    private readonly byte[] _overflow;
    private byte[] _value = [];

    private BerkeleyHash(FileContent file, ReadOnlySpan<byte> meta)
    {
        (_file, _isBigEndian) = (file, BinaryPrimitives.ReadUInt32BigEndian(meta[12..]) == Magic);
        if (U32(meta, 12) != Magic) throw new InvalidDataException("it is none of rpm: neither SQLite nor ndb nor a hash table of Berkeley DB");
        if (U32(meta, 16) is var version && version is < 8 or > 10) throw new InvalidDataException($"it is a hash table of version {version}, which is not known");
        var pageSize = U32(meta, 20);
        if (pageSize is < 512 or > 65536 || !BitOperations.IsPow2(pageSize)) throw new InvalidDataException($"it has pages of {pageSize} bytes, which cannot be");
        // Both make the headers of the pages longer; rpm uses neither.
        if (meta[24] != 0 || (meta[26] & 1) != 0) throw new InvalidDataException("it is encrypted, or has checksums");
        (_pageSize, _lastPage, _lastBucket) = ((int)pageSize, U32(meta, 32), U32(meta, 72));
        for (var i = 0; i < _spares.Length; i++) _spares[i] = U32(meta, 96 + (i * 4));
        _taken = new BitArray((int)(file.Length / _pageSize));
        _overflow = new byte[_pageSize];
    }

    /// <summary>Reads the first page of a database.</summary>
    /// <exception cref="InvalidDataException">It is none of this kind.</exception>
    public static BerkeleyHash Open(FileContent file)
    {
        Span<byte> meta = stackalloc byte[MetaSize];
        return file.ReadAt(0, meta) == MetaSize ? new BerkeleyHash(file, meta) : throw new InvalidDataException("it is no database of rpm");
    }

    /// <summary>Visits all values but that of key 0, which is a counter of rpm's.</summary>
    public void Read(HeaderVisitor visit, Action<string> problem)
    {
        if (_lastPage >= _taken.Length) problem($"it ends after {_taken.Length} of {_lastPage + 1L} pages");
        if (_lastBucket > _lastPage) problem($"it has {_lastBucket + 1L} buckets in {_lastPage + 1L} pages, which cannot be");
        var page = new byte[_pageSize];
        // Each bucket begins with a page of its own, so there are no more of them than pages, whatever the first one says.
        var buckets = Math.Min(Math.Min(_lastBucket, _lastPage) + 1L, _taken.Length);
        for (var bucket = 0u; bucket < buckets; bucket++)
        {
            try
            {
                var number = bucket + (long)_spares[32 - BitOperations.LeadingZeroCount(bucket)];
                for (; number != 0; number = U32(page, 16))
                {
                    Take(number, page);
                    if (page[25] is not (HashPage or UnsortedHashPage)) throw new InvalidDataException($"page {number} does not belong to a hash table");
                    if (!ReadPage(page, number, visit, problem)) return;
                }
            }
            catch (InvalidDataException e)
            {
                problem(e.Message);
            }
        }
    }

    /// <summary>A page has the places of keys and values in turn; each ends where the one before it begins.</summary>
    private bool ReadPage(ReadOnlySpan<byte> page, long number, HeaderVisitor visit, Action<string> problem)
    {
        var count = U16(page, 20);
        if (PageHeader + (count * 2) > page.Length) throw new InvalidDataException($"page {number} has {count} entries, which is more than fit");
        for (var (i, end) = (0, page.Length); i + 1 < count; i += 2)
        {
            var (key, value) = (U16(page, PageHeader + (i * 2)), U16(page, PageHeader + (i * 2) + 2));
            if (value < PageHeader + (count * 2) || key <= value || end <= key) throw new InvalidDataException($"the entries of page {number} are not in order");
            try
            {
                var isCounter = page[key] == OnPage && end - key == 5 && U32(page, key + 1) == 0;
                if (!isCounter && !visit(0, Value(page[value..key]))) return false;
            }
            catch (InvalidDataException e)
            {
                problem(e.Message);
            }
            end = value;
        }
        return true;
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> item)
    {
        if (item[0] == OnPage) return item[1..];
        if (item[0] != OffPage || item.Length < OffPageSize) throw new InvalidDataException("a value is of a kind that rpm does not write");
        var (number, length) = (U32(item, 4), U32(item, 8));
        if (length > RpmHeader.MaxBytes || length > _file.Length) throw new InvalidDataException($"a value has {length} bytes, more than can be");
        if (_value.Length < length) _value = new byte[Math.Max(length, Math.Min(_file.Length, _value.Length * 2L))];
        for (var filled = 0; filled < length; number = U32(_overflow, 16))
        {
            Take(number, _overflow);
            var part = U16(_overflow, 22);
            if (_overflow[25] != OverflowPage || part == 0 || part > _pageSize - PageHeader || part > length - filled) throw new InvalidDataException($"page {number} does not go on with a value");
            _overflow.AsSpan(PageHeader, part).CopyTo(_value.AsSpan(filled));
            filled += part;
        }
        return _value.AsSpan(0, (int)length);
    }

    private void Take(long number, Span<byte> page)
    {
        if (number <= 0 || number > _lastPage) throw new InvalidDataException($"there is no page {number}");
        if (number >= _taken.Length) throw new InvalidDataException($"page {number} is missing: the file ends before it");
        if (_taken[(int)number]) throw new InvalidDataException($"page {number} is reached twice");
        _taken[(int)number] = true;
        if (_file.ReadAt(number * _pageSize, page) < _pageSize || U32(page, 8) != number) throw new InvalidDataException($"page {number} is not what it says");
    }

    private int U16(ReadOnlySpan<byte> bytes, int at) => _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private uint U32(ReadOnlySpan<byte> bytes, int at) => _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
