using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The ids of events say the time as well, to within what passes between making the id and the event; with them a span of time is found in the log without reading
/// what lies outside.
/// </summary>
internal static class EventIds
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>No event of this time or a later one has a smaller id.</summary>
    public static Guid? NotBefore(DateTimeOffset? time) =>
        time is { } known ? UuidV7.First(known - DateTimeOffset.MinValue < Slack ? DateTimeOffset.MinValue : known - Slack) : null;

    /// <summary>Every event before this time has a smaller id.</summary>
    public static Guid? Before(DateTimeOffset? time) =>
        time is { } known ? UuidV7.First(DateTimeOffset.MaxValue - known < Slack ? DateTimeOffset.MaxValue : known + Slack) : null;
}
