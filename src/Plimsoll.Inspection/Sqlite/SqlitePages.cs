using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Sqlite;

/// <summary>
/// The pages of an SQLite database (sqlite.org/fileformat2.html), read one at a time from a file that may be hostile. Each page can be taken once:
/// a well-formed database never leads to one twice, and no damaged one can be walked for ever.
/// </summary>
internal sealed class SqlitePages : ISqlitePages
{
    private const int HeaderSize = 100;

    private readonly FileContent _file;
    private readonly BitArray _taken;

    private SqlitePages(FileContent file, int pageSize, int usableSize, long count)
    {
        (_file, PageSize, UsableSize, Count) = (file, pageSize, usableSize, count);
        _taken = new BitArray((int)Math.Min(Stored, int.MaxValue));
    }

    /// <summary>The first bytes of every SQLite database.</summary>
    public static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    public int PageSize { get; }

    public int UsableSize { get; }

    /// <summary>Pages that the database has by its own words.</summary>
    public long Count { get; }

    /// <summary>Whole pages that the file has.</summary>
    public long Stored => _file.Length / PageSize;

    public long Length => _file.Length;

    /// <summary>Reads the header of a database.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static SqlitePages Open(FileContent file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (file.ReadAt(0, header) < HeaderSize || !header.StartsWith(Magic)) throw new InvalidDataException("it is no SQLite database");
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var size && size == 1 ? 65536 : size;
        if (pageSize < 512 || !BitOperations.IsPow2(pageSize)) throw new InvalidDataException($"it has pages of {pageSize} bytes, which cannot be");
        var usable = pageSize - header[20];
        if (usable < 480) throw new InvalidDataException($"only {usable} bytes of each page are used, which cannot be");
        if (BinaryPrimitives.ReadUInt32BigEndian(header[56..]) > 1) throw new InvalidDataException("its text is not UTF-8");
        // The number of pages counts only where the same version of SQLite wrote both it and the last change.
        var isCounted = BinaryPrimitives.ReadUInt32BigEndian(header[24..]) == BinaryPrimitives.ReadUInt32BigEndian(header[92..]);
        var count = isCounted ? BinaryPrimitives.ReadUInt32BigEndian(header[28..]) : 0;
        return new SqlitePages(file, pageSize, usable, count == 0 ? file.Length / pageSize : count);
    }

    public void Take(uint number, Span<byte> page)
    {
        if (number == 0 || number > Count) throw new InvalidDataException($"there is no page {number}");
        if (number > Stored) throw new InvalidDataException($"page {number} is missing: the file ends before it");
        if (_taken[(int)number - 1]) throw new InvalidDataException($"page {number} is reached twice");
        _taken[(int)number - 1] = true;
        if (_file.ReadAt((number - 1L) * PageSize, page[..PageSize]) < PageSize) throw new InvalidDataException($"page {number} could not be read");
    }
}
