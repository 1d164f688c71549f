namespace Plimsoll.Bench.Measuring;

/// <summary>What one worker gathers; tallies are joined at the end, so that workers share nothing while the clock runs.</summary>
internal sealed class Tally
{
    private const int TooManyErrors = 20;

    public List<long> Latencies { get; } = new(1 << 16);

    public long Bytes { get; set; }

    public int Errors { get; private set; }

    public string? FirstError { get; private set; }

    public bool GivesUp => Errors > TooManyErrors;

    public void Fail(Exception error)
    {
        Errors++;
        FirstError ??= error.Message;
    }
}
