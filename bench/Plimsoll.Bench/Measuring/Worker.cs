namespace Plimsoll.Bench.Measuring;

/// <summary>One thread's share of a load.</summary>
/// <param name="Operation">Does one operation; gets its serial number, gives the bytes that it moved.</param>
/// <param name="Reset">Called after a failed operation, whose answer may still be under way.</param>
/// <param name="Close">Called at the end.</param>
internal sealed record Worker(Func<long, long> Operation, Action Reset, Action Close)
{
    /// <summary>When the request was sent that the last operation got the answer of; null when each operation sends its own.</summary>
    public Func<long>? AnsweredAfter { get; init; }
}
