using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>The registry's words as columns hold them: times as milliseconds since 1970 UTC, digests and keys as text.</summary>
internal static class RowValues
{
    public static string? GetStringOrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => row.IsNull(column) ? null : row.GetString(column);

    public static long? GetInt64OrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => row.IsNull(column) ? default(long?) : row.GetInt64(column);

    // A null array would become an empty memory, not a missing one.
    public static ReadOnlyMemory<byte>? GetBytesOrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct =>
        row.IsNull(column) ? default(ReadOnlyMemory<byte>?) : row.GetBytes(column);

    public static Guid? GetGuidOrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => row.IsNull(column) ? default(Guid?) : row.GetGuid(column);

    public static DateTimeOffset GetTime<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? GetTimeOrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => row.IsNull(column) ? default(DateTimeOffset?) : row.GetTime(column);

    public static Digest GetDigest<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => Digest.Parse(row.GetString(column));

    public static Digest? GetDigestOrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct => row.IsNull(column) ? default(Digest?) : row.GetDigest(column);

    public static StorageKey? GetKeyOrNull<TRow>(this TRow row, int column) where TRow : struct, IRow, allows ref struct =>
        row.IsNull(column) ? default(StorageKey?) : StorageKey.Parse(row.GetString(column));
}
