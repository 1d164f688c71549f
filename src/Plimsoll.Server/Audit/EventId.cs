using System.Buffers.Binary;

namespace Plimsoll.Server.Audit;

/// <summary>
/// Ids of events: UUIDs of version 7 (RFC 9562, section 5.7), made without asking the kernel for random bytes, which at tens of thousands of pulls a second costs
/// more than the rest of the event. They must be unique, not secret.
/// </summary>
internal static class EventId
{
    public static Guid New(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (now.ToUnixTimeMilliseconds() << 16) | 0x7000 | Random.Shared.NextInt64(1 << 12));
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], long.MinValue | Random.Shared.NextInt64(1L << 62));
        return new Guid(bytes, bigEndian: true);
    }
}
