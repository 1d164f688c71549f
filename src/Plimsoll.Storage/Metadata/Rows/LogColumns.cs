namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Rows of the transparency log.</summary>
internal static class LogColumns
{
    public const string State = "size, root, note, made_at";
    public const string Entry = "position, body, logged_at";

    /// <summary>The tiles of a tree that are not full.</summary>
    public static IEnumerable<(int Level, long Number)> Unfinished(long size)
    {
        for (var level = 0; size > 0; size >>= 8, level++)
        {
            if (size % 256 != 0) yield return (level, size / 256);
        }
    }

    public static InvalidDataException Missing(int level, long number) => new($"the log has lost its tile {level}/{number}; restore the database from a backup");

    public static LogState MapState<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), row.GetBytes(1), row.GetStringOrNull(2), row.GetTime(3));

    public static LoggedBody MapEntry<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetInt64(0), row.GetBytes(1), row.GetTime(2));
}
