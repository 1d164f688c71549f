using System.Text;

namespace Plimsoll.Inspection.Sqlite;

/// <summary>A row in SQLite's record format (sqlite.org/fileformat2.html section 2.1).</summary>
internal readonly ref struct SqliteRecord(ReadOnlySpan<byte> bytes)
{
    private const long FirstBlob = 12;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>A text column.</summary>
    /// <exception cref="InvalidDataException">The record is damaged or has no such column.</exception>
    public string Text(int column)
    {
        var value = Column(column, out var type);
        if (type < FirstBlob || type % 2 == 0) throw new InvalidDataException($"column {column} of a row is no text");
        return Encoding.UTF8.GetString(value);
    }

    /// <summary>A blob column.</summary>
    /// <exception cref="InvalidDataException">The record is damaged or has no such column.</exception>
    public ReadOnlySpan<byte> Blob(int column)
    {
        var value = Column(column, out var type);
        return type >= FirstBlob && type % 2 == 0 ? value : throw new InvalidDataException($"column {column} of a row is no blob");
    }

    /// <summary>An integer column.</summary>
    /// <exception cref="InvalidDataException">The record is damaged or has no such column.</exception>
    public long Number(int column)
    {
        var value = Column(column, out var type);
        if (type is 8 or 9) return type - 8;
        if (type is 0 or > 6) throw new InvalidDataException($"column {column} of a row is no number");
        var number = (long)(sbyte)value[0];
        foreach (var octet in value[1..]) number = (number << 8) | octet;
        return number;
    }

    /// <summary>Reads one of SQLite's numbers of variable length.</summary>
    /// <exception cref="InvalidDataException">The bytes end in it.</exception>
    public static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        long value = 0;
        for (var i = 0; i < 9; i++)
        {
            if (at >= bytes.Length) throw new InvalidDataException("a number leads out of its page");
            var octet = bytes[at++];
            if (i == 8) return (value << 8) | octet;
            value = (value << 7) | (uint)(octet & 0x7f);
            if (octet < 0x80) break;
        }
        return value;
    }

    private ReadOnlySpan<byte> Column(int column, out long type)
    {
        var at = 0;
        var header = Varint(_bytes, ref at);
        if (header < 0 || header > _bytes.Length) throw new InvalidDataException("the header of a row is longer than the row");
        for (var (i, content) = (0, header); at < header; i++)
        {
            type = Varint(_bytes, ref at);
            var size = SizeOf(type);
            if (size > _bytes.Length - content) throw new InvalidDataException("a column leads out of its row");
            if (i == column) return _bytes.Slice((int)content, (int)size);
            content += size;
        }
        throw new InvalidDataException($"a row has no column {column}");
    }

    private static long SizeOf(long type) => type switch
    {
        0 or 8 or 9 => 0,
        >= 1 and <= 4 => type,
        5 => 6,
        6 or 7 => 8,
        >= FirstBlob => (type - FirstBlob) / 2,
        _ => throw new InvalidDataException($"a column has the type {type}, which does not exist"),
    };
}
