using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of inspections.</summary>
internal static class InspectionColumns
{
    public const string OfOpen = "digest, repository, state, attempts, due_at, started_at, finished_at, error";

    public static OpenInspection MapOpen<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        row.GetDigest(0), RepositoryName.Parse(row.GetString(1)), row.GetString(2), row.GetInt32(3), row.GetTime(4), row.GetTimeOrNull(5), row.GetTimeOrNull(6), row.GetStringOrNull(7));

    public static InspectionCounts Count(IEnumerable<(string State, long Count)> states)
    {
        var counts = states.ToDictionary(c => c.State, c => c.Count, StringComparer.Ordinal);
        return new InspectionCounts(counts.GetValueOrDefault("waiting"), counts.GetValueOrDefault("running"), counts.GetValueOrDefault("failed"));
    }
}
