using Plimsoll.Core;
using Plimsoll.Core.Rules;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of what retention decides about.</summary>
internal static class RetentionColumns
{
    /// <summary>Name, digest, times of the last push and pull; 0 for never.</summary>
    public static RetentionTag MapTag<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(Tag.Parse(row.GetString(0)), row.GetDigest(1), TimeOf(row, 2), TimeOf(row, 3));

    /// <summary>Digest, times of the last push and pull; is it listed by an index, and is there what it refers to?</summary>
    public static RetentionManifest MapManifest<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetDigest(0), TimeOf(row, 1), TimeOf(row, 2))
    {
        NeededBy = row.GetBoolean(3) ? "an index of the repository lists it" : row.GetBoolean(4) ? "what it refers to is here" : null,
    };

    private static DateTimeOffset? TimeOf<TRow>(TRow row, int column) where TRow : struct, IRow, allows ref struct => row.GetInt64(column) > 0 ? row.GetTime(column) : null;
}
