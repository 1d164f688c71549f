namespace Plimsoll.Inspection.Sqlite;

/// <summary>Where the pages of an SQLite database come from.</summary>
internal interface ISqlitePages
{
    /// <summary>Bytes of a page.</summary>
    int PageSize { get; }

    /// <summary>Bytes of a page without those that extensions reserve at its end.</summary>
    int UsableSize { get; }

    /// <summary>Bytes of all pages; no row is longer.</summary>
    long Length { get; }

    /// <summary>Reads a page that was not read before.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="page">Takes its bytes.</param>
    /// <exception cref="InvalidDataException">It is not there, or was read before.</exception>
    void Take(uint number, Span<byte> page);
}
