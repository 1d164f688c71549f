using System.Buffers.Binary;

namespace Plimsoll.Inspection.Sqlite;

/// <summary>Told of a row; false ends the walk.</summary>
/// <param name="rowId">Number of the row.</param>
/// <param name="record">The row; valid during the call.</param>
internal delegate bool RowVisitor(long rowId, ReadOnlySpan<byte> record);

/// <summary>
/// Walks the B-trees of tables (sqlite.org/fileformat2.html section 1.6). Damage costs the page or the row in which it is; it is told, and the
/// others are read.
/// </summary>
/// <param name="pages">The database.</param>
/// <param name="longestRow">Bytes of a row; longer ones are told and left out.</param>
/// <param name="problem">Told what could not be read.</param>
internal sealed class SqliteTable(ISqlitePages pages, int longestRow, Action<string> problem)
{
    private const int Interior = 5;
    private const int Leaf = 13;

    /// <summary>SQLite's own limit (BTCURSOR_MAX_DEPTH).</summary>
    private const int MaxDepth = 20;

    private readonly byte[] _page = new byte[pages.PageSize];
    private readonly byte[] _overflow = new byte[pages.PageSize];
    private byte[] _row = [];

    /// <summary>The page at which a table begins, by the schema; null when there is no such table.</summary>
    public uint? RootOf(string table)
    {
        uint? root = null;
        Walk(1, (_, row) =>
        {
            var record = new SqliteRecord(row);
            if (record.Text(0) != "table" || record.Text(1) != table) return true;
            root = record.Number(3) is var page and > 0 and <= uint.MaxValue ? (uint)page : 0;
            return false;
        });
        return root;
    }

    /// <summary>Visits the rows of a table in order of their numbers.</summary>
    /// <param name="root">The page at which it begins.</param>
    /// <param name="visit">Told of each row; an <see cref="InvalidDataException"/> of it costs that row.</param>
    /// <param name="seen">Told of each page behind its rows.</param>
    public void Walk(uint root, RowVisitor visit, Action<SqliteNode>? seen = null)
    {
        var pending = new Stack<(uint Page, int Depth)>();
        pending.Push((root, 0));
        while (pending.TryPop(out var next))
        {
            if (next.Depth > MaxDepth) problem("the tree of a table is too deep");
            else if (!TryRead(next.Page, visit, out var node)) return;
            else if (node is not null) Follow(node, next.Depth + 1, pending, seen);
        }
    }

    /// <summary>Reads one page of a table, and visits its rows.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="visit">Told of each row.</param>
    /// <param name="node">The page; null when it could not be read.</param>
    /// <returns>False when the visitor ended it.</returns>
    public bool TryRead(uint number, RowVisitor visit, out SqliteNode? node)
    {
        node = null;
        try
        {
            pages.Take(number, _page);
            // The first page has the header of the database in front.
            return Visit(_page.AsSpan(0, pages.UsableSize), number, number == 1 ? 100 : 0, visit, out node);
        }
        catch (InvalidDataException e)
        {
            problem(e.Message);
            return true;
        }
    }

    private static void Follow(SqliteNode node, int depth, Stack<(uint Page, int Depth)> pending, Action<SqliteNode>? seen)
    {
        seen?.Invoke(node);
        if (node.IsLeaf) return;
        foreach (var child in node.Entries.Reverse()) pending.Push(((uint)child, depth));
    }

    private bool Visit(ReadOnlySpan<byte> page, uint number, int start, RowVisitor visit, out SqliteNode node)
    {
        var kind = page[start];
        if (kind is not (Interior or Leaf)) throw new InvalidDataException($"page {number} does not belong to a table");
        var cells = BinaryPrimitives.ReadUInt16BigEndian(page[(start + 3)..]);
        var pointers = start + (kind == Interior ? 12 : 8);
        if (pointers + (cells * 2) > page.Length) throw new InvalidDataException($"page {number} has {cells} cells, which is more than fit");
        var entries = new List<long>(cells + 1);
        node = new SqliteNode(number, kind == Leaf, entries);
        for (var i = 0; i < cells; i++)
        {
            var cell = BinaryPrimitives.ReadUInt16BigEndian(page[(pointers + (i * 2))..]);
            if (cell > page.Length - 4) problem($"a cell of page {number} leads out of it");
            else if (kind == Interior) entries.Add(BinaryPrimitives.ReadUInt32BigEndian(page[cell..]));
            else if (!Row(page, cell, entries, visit)) return false;
        }
        if (kind == Interior) entries.Add(BinaryPrimitives.ReadUInt32BigEndian(page[(start + 8)..]));
        return true;
    }

    private bool Row(ReadOnlySpan<byte> page, int at, List<long> rows, RowVisitor visit)
    {
        try
        {
            var length = SqliteRecord.Varint(page, ref at);
            var rowId = SqliteRecord.Varint(page, ref at);
            rows.Add(rowId);
            if (length < 0 || length > pages.Length) throw new InvalidDataException($"row {rowId} is longer than the database");
            if (length > longestRow) throw new InvalidDataException($"row {rowId} has {length} bytes, more than {longestRow}");
            return visit(rowId, Content(page, at, (int)length));
        }
        catch (InvalidDataException e)
        {
            problem(e.Message);
            return true;
        }
    }

    /// <summary>A row that does not fit into its page goes on in a chain of others.</summary>
    private ReadOnlySpan<byte> Content(ReadOnlySpan<byte> page, int at, int length)
    {
        var local = LocalPart(length);
        if (local + (local < length ? 4 : 0) > page.Length - at) throw new InvalidDataException("a row leads out of its page");
        if (local == length) return page.Slice(at, length);
        if (_row.Length < length) _row = new byte[Math.Max(length, Math.Min(longestRow, _row.Length * 2))];
        page.Slice(at, local).CopyTo(_row);
        var next = BinaryPrimitives.ReadUInt32BigEndian(page[(at + local)..]);
        for (var filled = local; filled < length;)
        {
            pages.Take(next, _overflow);
            var part = _overflow.AsSpan(4, Math.Min(length - filled, pages.UsableSize - 4));
            part.CopyTo(_row.AsSpan(filled));
            filled += part.Length;
            next = BinaryPrimitives.ReadUInt32BigEndian(_overflow);
        }
        return _row.AsSpan(0, length);
    }

    /// <summary>How much of a row is in its page (section 1.6, "B-tree Cell Format").</summary>
    private int LocalPart(int length)
    {
        var most = pages.UsableSize - 35;
        if (length <= most) return length;
        var least = ((pages.UsableSize - 12) * 32 / 255) - 23;
        var part = least + ((length - least) % (pages.UsableSize - 4));
        return part <= most ? part : least;
    }
}
