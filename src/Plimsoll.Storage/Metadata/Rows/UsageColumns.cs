using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of what is counted.</summary>
internal static class UsageColumns
{
    public const string OfUsage = "name, blobs, bytes, unique_bytes, counted_at";

    public static UsagePart MapPart<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));

    public static CountedRepository MapRepository<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetInt64(0), RepositoryName.Parse(row.GetString(1)));

    public static RepositoryUsage MapUsage<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(RepositoryName.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetTime(4));
}
