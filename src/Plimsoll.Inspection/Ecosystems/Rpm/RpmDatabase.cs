using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Sqlite;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>Told of a header in a database; false ends the reading.</summary>
/// <param name="row">Its number, where the form has one.</param>
/// <param name="header">The header; valid during the call.</param>
internal delegate bool HeaderVisitor(long row, ReadOnlySpan<byte> header);

/// <summary>
/// rpm's database in its three forms, told apart by their first bytes. Each is read page by page, so a large one is never held whole. What is damaged
/// is told, and the other headers are read.
/// </summary>
internal static class RpmDatabase
{
    /// <summary>The table that has the headers; the others are indexes (rpm, lib/backend/sqlite.c).</summary>
    private const string Table = "Packages";

    /// <summary>Beside the header in a row stands its number, which takes no room, and what tells the length of both.</summary>
    private const int LongestRow = RpmHeader.MaxBytes + 32;

    /// <summary>Visits all headers of a database.</summary>
    /// <param name="file">The database.</param>
    /// <param name="visit">Told of each header.</param>
    /// <param name="tree">Told where the headers are, where a log can change that.</param>
    /// <param name="problem">Told what could not be read.</param>
    /// <exception cref="InvalidDataException">It is none, or of another form.</exception>
    public static void Read(FileContent file, HeaderVisitor visit, RpmTree tree, Action<string> problem)
    {
        if (file.Length == 0) throw new InvalidDataException("it is empty");
        if (file.Start.StartsWith(SqlitePages.Magic)) ReadSqlite(file, visit, tree, problem);
        else if (file.Start.StartsWith(NdbDatabase.Magic)) NdbDatabase.Read(file, visit, problem);
        else BerkeleyHash.Open(file).Read(visit, problem);
    }

    /// <summary>Visits the headers that the log of a database has as a whole.</summary>
    /// <exception cref="InvalidDataException">It is no log.</exception>
    public static void ReadLog(FileContent file, HeaderVisitor visit, RpmTree tree)
    {
        var pages = SqliteLog.Open(file);
        // What leads to pages that are not in the log leads to the database, and is no problem.
        var table = new SqliteTable(pages, LongestRow, static _ => { });
        tree.Root = table.RootOf(Table);
        foreach (var number in pages.Numbers)
        {
            // Indexes have rows too, but no headers in them.
            var hasHeaders = true;
            var goesOn = table.TryRead(number, (row, record) =>
            {
                hasHeaders = false;
                var header = new SqliteRecord(record).Blob(1);
                hasHeaders = true;
                return visit(row, header);
            }, out var node);
            if (node is not null && hasHeaders) tree.Add(node);
            if (!goesOn) return;
        }
    }

    private static void ReadSqlite(FileContent file, HeaderVisitor visit, RpmTree tree, Action<string> problem)
    {
        var pages = SqlitePages.Open(file);
        if (pages.Count > pages.Stored) problem($"it ends after {pages.Stored} of {pages.Count} pages");
        var table = new SqliteTable(pages, LongestRow, problem);
        tree.Root = table.RootOf(Table) ?? throw new InvalidDataException("it has no table of packages");
        table.Walk(tree.Root.Value, (row, record) => visit(row, new SqliteRecord(record).Blob(1)), tree.Add);
    }
}
