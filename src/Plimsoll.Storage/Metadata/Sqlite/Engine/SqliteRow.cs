using System.Text;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>The current row of a running statement.</summary>
internal readonly unsafe ref struct SqliteRow(nint statement) : IRow
{
    private readonly nint _statement = statement;

    public bool IsNull(int column) => SqliteNative.ColumnType(_statement, column) == SqliteNative.NullType;

    /// <summary>The value apart from any engine: null, a number, a text or bytes.</summary>
    public object? GetValue(int column) => SqliteNative.ColumnType(_statement, column) switch
    {
        SqliteNative.NullType => null,
        SqliteNative.NumberType => GetInt64(column),
        SqliteNative.TextType => GetString(column),
        _ => GetBytes(column),
    };

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    public int GetInt32(int column) => checked((int)GetInt64(column));

    public long GetInt64(int column) => SqliteNative.ColumnNumber(_statement, column);

    public string GetString(int column)
    {
        // The text must be asked for before its length (https://sqlite.org/c3ref/column_blob.html).
        var text = SqliteNative.ColumnText(_statement, column);
        return Encoding.UTF8.GetString(text, SqliteNative.ColumnBytes(_statement, column));
    }

    public byte[] GetBytes(int column)
    {
        var bytes = SqliteNative.ColumnBlob(_statement, column);
        return new ReadOnlySpan<byte>(bytes, SqliteNative.ColumnBytes(_statement, column)).ToArray();
    }

    public Guid GetGuid(int column) => new(GetBytes(column), bigEndian: true);
}
