namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>Why a database file cannot be opened, for people: which file it is and what to do.</summary>
internal static class SqliteOpening
{
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    /// <summary>The fault to show; null where SQLite's own words are the best there are.</summary>
    public static IOException? Describe(SqliteException fault, string path) => fault.PrimaryCode switch
    {
        Corrupt or NoDatabase => new IOException(
            $"{path} is damaged, or no database at all; move it away, together with {path}-wal and {path}-shm, then bring a backup back with 'plimsoll restore --from DIR', or make a new database out of the blobs with 'plimsoll rebuild'", fault),
        ReadOnly or CannotOpen => new IOException(
            $"{path} cannot be opened to be written, and SQLite writes beside a database also when it reads; run this as the user of the server, and on a file system that is not mounted read-only, or on a copy of the folder", fault),
        _ => null,
    };
}
