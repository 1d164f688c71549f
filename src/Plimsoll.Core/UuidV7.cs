using System.Buffers.Binary;

namespace Plimsoll.Core;

/// <summary>
/// Universally unique identifiers of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970 UTC, then what makes them differ. Compared byte by byte they are in
/// the order of their times.
/// </summary>
public static class UuidV7
{
    private const int TimeShift = 16;
    private const long Version = 0x7000;

    /// <summary>
    /// Makes one without asking the kernel for random bytes, which at tens of thousands of events a second costs more than the rest of the event. It is unique, and no secret.
    /// </summary>
    /// <param name="time">Its time.</param>
    public static Guid New(DateTimeOffset time) => Join(
        (Milliseconds(time) << TimeShift) | Version | Random.Shared.NextInt64(1 << 12), long.MinValue | Random.Shared.NextInt64(1L << 62));

    /// <summary>A value that is before all identifiers of this millisecond and behind all of those before it; no identifier by itself.</summary>
    /// <param name="time">The time; before 1970 counts as 1970.</param>
    public static Guid First(DateTimeOffset time) => Join(Milliseconds(time) << TimeShift, 0);

    private static long Milliseconds(DateTimeOffset time) => Math.Max(time.ToUnixTimeMilliseconds(), 0);

    private static Guid Join(long high, long low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }
}
