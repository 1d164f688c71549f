using System.Buffers.Binary;

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
        time is { } known ? First(known - DateTimeOffset.MinValue < Slack ? DateTimeOffset.MinValue : known - Slack) : null;

    /// <summary>Every event before this time has a smaller id.</summary>
    public static Guid? Before(DateTimeOffset? time) =>
        time is { } known ? First(DateTimeOffset.MaxValue - known < Slack ? DateTimeOffset.MaxValue : known + Slack) : null;

    /// <summary>The first version 7 UUID of a millisecond, in the order of bytes: 48 bits of time, then zeros (RFC 9562, section 5.7).</summary>
    private static Guid First(DateTimeOffset time)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(time.ToUnixTimeMilliseconds(), 0) << 16);
        return new Guid(id, bigEndian: true);
    }
}
