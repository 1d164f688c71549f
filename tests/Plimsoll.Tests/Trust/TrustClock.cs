using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Trust;

/// <summary>The day after the vectors were made, or another.</summary>
internal static class TrustClock
{
    public static readonly DateTimeOffset Then = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    public static TimeProvider At(DateTimeOffset now)
    {
        var clock = new ManualClock();
        clock.Advance(now - clock.Now);
        return clock;
    }
}
