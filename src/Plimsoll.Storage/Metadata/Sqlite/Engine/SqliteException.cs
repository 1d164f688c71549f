namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>SQLite refused a statement: the disk is full or broken, the file is locked or damaged, or a constraint was broken.</summary>
public sealed class SqliteException : IOException
{
    internal SqliteException(int code, string message, string doing) : base($"SQLite: {message} (code {code}) in: {doing}") => Code = code;

    /// <summary>The extended result code (https://sqlite.org/rescode.html).</summary>
    public int Code { get; }

    /// <summary>The primary result code, such as 5 (busy), 13 (full), 19 (constraint).</summary>
    public int PrimaryCode => Code & 0xff;
}
