namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>How far one thing has led to another, and for how long.</summary>
internal sealed class Chain(OvalLimits limits, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly long _start = time.GetTimestamp();
    private int _length;

    /// <summary>Goes one further; the reason why not, or null.</summary>
    public string? TryEnter()
    {
        if (_length >= limits.MaxChain) return $"one thing leads to another more than {limits.MaxChain} times";
        if (OutOfTime() is { } late) return late;
        _length++;
        return null;
    }

    /// <summary>Comes back.</summary>
    public void Leave() => _length--;

    /// <summary>The reason to stop, when there is no time left; null when there is.</summary>
    public string? OutOfTime()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return time.GetElapsedTime(_start) > limits.Timeout ? $"the evaluation took more than {limits.Timeout.TotalSeconds} s" : null;
    }
}
