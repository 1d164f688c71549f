using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of upload sessions.</summary>
internal static class UploadRows
{
    /// <summary>How many sessions are open, from the index of their ends.</summary>
    public static long Count(SqliteSession session) => session.Number("SELECT count(*) FROM uploads WHERE expires_at > 0") ?? 0;
}
