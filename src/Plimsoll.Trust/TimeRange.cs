using System.Runtime.InteropServices;

namespace Plimsoll.Trust;

/// <summary>A stretch of time, both ends included.</summary>
/// <param name="Start">Its begin.</param>
/// <param name="End">Its end; null when it has none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeRange(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>Whether a time is in it.</summary>
    public bool Contains(DateTimeOffset time) => Start <= time && (End is null || time <= End);
}
