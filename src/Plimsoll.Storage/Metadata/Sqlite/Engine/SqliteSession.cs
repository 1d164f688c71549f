using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// One connection with its prepared statements. Preparing costs several times what a point look-up costs, so a statement is prepared once a
/// connection and found again by its text. Parameters are positional: <c>?1</c>, <c>?2</c>, …. Not for concurrent use.
/// </summary>
internal sealed unsafe class SqliteSession : IDisposable
{
    private readonly SqliteStatements _statements;
    private nint _connection;
    private int* _logPages;

    public SqliteSession(string path, bool readOnly)
    {
        var flags = SqliteNative.OpenNoMutex | (readOnly ? SqliteNative.OpenReadOnly : SqliteNative.OpenReadWrite | SqliteNative.OpenCreate);
        var code = SqliteNative.Open(path, out _connection, flags, 0);
        _statements = new SqliteStatements(_connection);
        try
        {
            Check(code, "open " + path);
            _ = SqliteNative.UseExtendedCodes(_connection, 1);
            // Nothing is mapped: after each commit of somebody else every reader would map the file anew, which holds up all threads of the process.
            Script("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>False before BEGIN, after COMMIT and ROLLBACK, and when SQLite took the transaction back by itself (disk full, I/O error).</summary>
    public bool InTransaction => SqliteNative.IsAutocommit(_connection) == 0;

    /// <summary>How many pages the log had after the last commit; 0 before <see cref="WatchLog"/>.</summary>
    public int LogPages => _logPages is null ? 0 : *_logPages;

    /// <summary>What is done before each statement; null for nothing.</summary>
    public Action? BeforeStatement { get; set; }

    /// <summary>The statements that were run so far, for a look at their plans.</summary>
    public IReadOnlyCollection<string> Statements => _statements.Texts;

    /// <summary>From now on the length of the log is known, and commits write none of it back by themselves.</summary>
    public void WatchLog()
    {
        _logPages = (int*)NativeMemory.AllocZeroed(sizeof(int));
        SqliteNative.WatchLog(_connection, &Committed, (nint)_logPages);
    }

    /// <summary>Runs statements without parameters or results.</summary>
    public void Script(string sql) => Check(SqliteNative.Exec(_connection, sql, 0, 0, 0), sql);

    /// <summary>Runs one statement; the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            while (Step(statement, sql)) { }
            return SqliteNative.Changes(_connection);
        }
        finally
        {
            Release(statement);
        }
    }

    /// <summary>Inserts one row; its number.</summary>
    public long Insert(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        Execute(sql, values);
        return SqliteNative.LastRowId(_connection);
    }

    /// <summary>The first row, mapped, or the default when there is none.</summary>
    public T? First<T>(string sql, Func<SqliteRow, T> map, params ReadOnlySpan<SqliteValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            return Step(statement, sql) ? map(new SqliteRow(statement)) : default;
        }
        finally
        {
            Release(statement);
        }
    }

    /// <summary>The first column of the first row as a number, or null when there is no row or no value.</summary>
    public long? Number(string sql, params ReadOnlySpan<SqliteValue> values) => First(sql, static row => row.GetInt64OrNull(0), values);

    /// <summary>True when there is a row.</summary>
    public bool Exists(string sql, params ReadOnlySpan<SqliteValue> values) => First(sql, static _ => true, values);

    /// <summary>All rows, mapped. The statement limits how many there can be.</summary>
    public List<T> All<T>(string sql, Func<SqliteRow, T> map, params ReadOnlySpan<SqliteValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            var rows = new List<T>();
            while (Step(statement, sql)) rows.Add(map(new SqliteRow(statement)));
            return rows;
        }
        finally
        {
            Release(statement);
        }
    }

    /// <summary>
    /// Rows one after the other, mapped, however many there are. The statement holds its read lock until the end; the same text must not be run again meanwhile.
    /// </summary>
    public IEnumerable<T> Stream<T>(string sql, Func<SqliteRow, T> map, params SqliteValue[] values)
    {
        var statement = Bind(sql, values);
        try
        {
            while (Step(statement, sql)) yield return MapRow(statement, map);
        }
        finally
        {
            Release(statement);
        }
    }

    public void Dispose()
    {
        _statements.Dispose();
        _ = SqliteNative.Close(_connection);
        _connection = 0;
        NativeMemory.Free(_logPages);
        _logPages = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Committed(nint logPages, nint connection, byte* database, int pages)
    {
        *(int*)logPages = pages;
        return SqliteNative.Ok;
    }

    private static T MapRow<T>(nint statement, Func<SqliteRow, T> map) => map(new SqliteRow(statement));

    private nint Bind(string sql, ReadOnlySpan<SqliteValue> values)
    {
        ObjectDisposedException.ThrowIf(_connection == 0, this);
        BeforeStatement?.Invoke();
        if (!_statements.TryGet(sql, out var statement))
        {
            Check(_statements.Prepare(sql, out statement), sql);
        }
        for (var i = 0; i < values.Length; i++)
        {
            var code = Bind(statement, i + 1, values[i]);
            if (code != SqliteNative.Ok) Check(code, sql);
        }
        return statement;
    }

    private static int Bind(nint statement, int index, in SqliteValue value)
    {
        switch (value.Kind)
        {
            case SqliteValue.ValueKind.Number:
                return SqliteNative.BindNumber(statement, index, value.Number);
            case SqliteValue.ValueKind.Text:
                return BindText(statement, index, value.Text!);
            case SqliteValue.ValueKind.Bytes:
                // A null pointer would bind NULL, and an empty span has one.
                fixed (byte* bytes = value.Bytes.Span)
                {
                    byte nothing = 0;
                    return SqliteNative.BindBlob(statement, index, bytes == null ? &nothing : bytes, value.Bytes.Length, SqliteNative.Transient);
                }
            default:
                return SqliteNative.BindNull(statement, index);
        }
    }

    private static int BindText(nint statement, int index, string text)
    {
        const int OnStack = 768;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var buffer = rented ?? stackalloc byte[OnStack];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        int code;
        fixed (byte* bytes = buffer) code = SqliteNative.BindText(statement, index, bytes, length, SqliteNative.Transient);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return code;
    }

    private bool Step(nint statement, string sql)
    {
        var code = SqliteNative.Step(statement);
        if (code == SqliteNative.Row) return true;
        if (code != SqliteNative.Done) Check(code, sql);
        return false;
    }

    /// <summary>Ends the statement's read lock and frees what was bound. Its result repeats the error that was thrown already.</summary>
    private static void Release(nint statement)
    {
        _ = SqliteNative.Reset(statement);
        _ = SqliteNative.ClearBindings(statement);
    }

    private void Check(int code, string doing)
    {
        if (code == SqliteNative.Ok) return;
        var message = Marshal.PtrToStringUTF8((nint)(_connection == 0 ? SqliteNative.ErrorText(code) : SqliteNative.ErrorMessage(_connection)));
        throw new SqliteException(code, message ?? "unknown error", doing);
    }
}
