namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of runs in the background.</summary>
internal static class JobColumns
{
    public const string All = "id, kind, key, state, due_at, attempts, started_at, finished_at, heartbeat_at, holder, progress, error";

    /// <summary>An id behind every other.</summary>
    public static readonly Guid Last = new(Enumerable.Repeat(byte.MaxValue, 16).ToArray());

    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();

    /// <summary>Has so little time passed since a run began that the next one has to wait? A time that lies ahead means that the clock was set back, and says nothing.</summary>
    /// <param name="began">Milliseconds since 1970; null when none began.</param>
    /// <param name="every">How long has to pass.</param>
    /// <param name="now">The time.</param>
    public static bool IsWithin(long? began, TimeSpan every, DateTimeOffset now) => began is { } at && DateTimeOffset.FromUnixTimeMilliseconds(at) is var last && last <= now && last + every > now;

    public static JobRun Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Id = row.GetGuid(0),
        Kind = row.GetString(1),
        Key = row.GetString(2),
        State = Enum.Parse<JobState>(row.GetString(3), ignoreCase: true),
        DueAt = row.GetTime(4),
        Attempts = row.GetInt32(5),
        StartedAt = row.GetTimeOrNull(6),
        FinishedAt = row.GetTimeOrNull(7),
        HeartbeatAt = row.GetTimeOrNull(8),
        Holder = row.GetStringOrNull(9),
        Progress = row.GetStringOrNull(10),
        Error = row.GetStringOrNull(11),
    };
}
