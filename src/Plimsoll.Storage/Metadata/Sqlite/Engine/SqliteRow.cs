using System.Text;
using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>The current row of a running statement. Columns count from 0.</summary>
internal readonly unsafe ref struct SqliteRow(nint statement)
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

    public long GetInt64(int column) => SqliteNative.ColumnNumber(_statement, column);

    public int GetInt32(int column) => checked((int)GetInt64(column));

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

    // A null array would become an empty memory, not a missing one.
    public ReadOnlyMemory<byte>? GetBytesOrNull(int column) => IsNull(column) ? default(ReadOnlyMemory<byte>?) : GetBytes(column);

    public string? GetStringOrNull(int column) => IsNull(column) ? null : GetString(column);

    public long? GetInt64OrNull(int column) => IsNull(column) ? default(long?) : GetInt64(column);

    public DateTimeOffset GetTime(int column) => DateTimeOffset.FromUnixTimeMilliseconds(GetInt64(column));

    public Digest GetDigest(int column) => Digest.Parse(GetString(column));

    public Digest? GetDigestOrNull(int column) => IsNull(column) ? default(Digest?) : GetDigest(column);

    public Guid GetGuid(int column) => new(GetBytes(column), bigEndian: true);
}
