namespace Plimsoll.Client.Content;

/// <summary>Ends a read when nothing has come for too long. One timer serves all reads of a body.</summary>
internal sealed class IdleLimit(TimeSpan limit, TimeProvider time) : IDisposable
{
    private CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, time);

    /// <exception cref="IOException">Nothing came within the limit.</exception>
    public async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _silence.CancelAfter(limit);
        using var forward = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _silence);
        try
        {
            return await source.ReadAsync(buffer, _silence.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"the registry sent nothing for {limit.TotalSeconds} s", e);
        }
        finally
        {
            if (!_silence.TryReset())
            {
                _silence.Dispose();
                _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            }
        }
    }

    public void Dispose() => _silence.Dispose();
}
