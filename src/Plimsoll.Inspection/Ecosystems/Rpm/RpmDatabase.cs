using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Sqlite;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>Told of a header in a database; false ends the reading.</summary>
/// <param name="header">The header; valid during the call.</param>
internal delegate bool HeaderVisitor(ReadOnlySpan<byte> header);

/// <summary>
/// rpm's database in its three forms, told apart by their first bytes. Each is read page by page, so a large one is never held whole. What is damaged
/// is told, and the other headers are read.
/// </summary>
internal static class RpmDatabase
{
    /// <summary>Visits all headers of a database.</summary>
    /// <param name="file">The database.</param>
    /// <param name="visit">Told of each header.</param>
    /// <param name="problem">Told what could not be read.</param>
    /// <exception cref="InvalidDataException">It is none, or of another form.</exception>
    public static void Read(FileContent file, HeaderVisitor visit, Action<string> problem)
    {
        if (file.Length == 0) throw new InvalidDataException("it is empty");
        if (file.Start.StartsWith(SqlitePages.Magic)) ReadSqlite(file, visit, problem);
        else if (file.Start.StartsWith(NdbDatabase.Magic)) NdbDatabase.Read(file, visit, problem);
        else BerkeleyHash.Open(file).Read(visit, problem);
    }

    /// <summary>One table has the headers, by their number; the others are indexes (rpm, lib/backend/sqlite.c).</summary>
    private static void ReadSqlite(FileContent file, HeaderVisitor visit, Action<string> problem)
    {
        var pages = SqlitePages.Open(file);
        if (pages.Count > pages.Stored) problem($"it ends after {pages.Stored} of {pages.Count} pages");
        // Beside the header stands its number, which is that of the row and takes no room, and what tells the length of both.
        var table = new SqliteTable(pages, RpmHeader.MaxBytes + 32, problem);
        if (table.RootOf("Packages") is not { } root) throw new InvalidDataException("it has no table of packages");
        table.Walk(root, (_, row) => visit(new SqliteRecord(row).Blob(1)));
    }
}
