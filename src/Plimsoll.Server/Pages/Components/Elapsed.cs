namespace Plimsoll.Server.Pages.Components;

/// <summary>How long ago something was, in words.</summary>
internal static class Elapsed
{
    public static string Of(DateTimeOffset at, DateTimeOffset now)
    {
        var ago = now - at;
        return ago switch
        {
            { TotalSeconds: < -60 } => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm"),
            { TotalSeconds: < 10 } => "just now",
            { TotalMinutes: < 1 } => $"{(int)ago.TotalSeconds} seconds ago",
            { TotalHours: < 1 } => Count((int)ago.TotalMinutes, "minute"),
            { TotalDays: < 1 } => Count((int)ago.TotalHours, "hour"),
            { TotalDays: < 31 } => Count((int)ago.TotalDays, "day"),
            _ => at.UtcDateTime.ToString("yyyy-MM-dd"),
        };
    }

    private static string Count(int number, string unit) => $"{number} {unit}{(number == 1 ? "" : "s")} ago";
}
