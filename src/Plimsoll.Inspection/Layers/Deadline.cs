namespace Plimsoll.Inspection.Layers;

/// <summary>A moment after which no more is read.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan allowed)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>True once the time is used up.</summary>
    public bool HasPassed => time.GetElapsedTime(_start) > allowed;
}
