using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// A hold on collection for as long as a piece of work runs. It is prolonged while the work goes on and ends soon after a process that died.
/// </summary>
internal sealed class HoldWhile : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(3);

    private readonly IStoreStateStore _state;
    private readonly string _name;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;

    private HoldWhile(IStoreStateStore state, string name, string reason, TimeProvider time)
    {
        (_state, _name) = (state, name);
        _renewing = RenewAsync(reason, time);
    }

    public static async Task<HoldWhile> BeginAsync(IStoreStateStore state, string kind, string reason, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = $"{kind}:{Guid.CreateVersion7(time.GetUtcNow()):N}";
        await state.HoldAsync(new CollectionHold(name, reason, time.GetUtcNow() + Duration), cancellationToken);
        return new HoldWhile(state, name, reason, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _state.ReleaseAsync(_name, CancellationToken.None);
        _stop.Dispose();
    }

    /// <summary>Should the database be away for a while, the next renewal comes before the hold has ended.</summary>
    private async Task RenewAsync(string reason, TimeProvider time)
    {
        while (true)
        {
            await Task.Delay(Interval, time, _stop.Token);
            try
            {
                await _state.HoldAsync(new CollectionHold(_name, reason, time.GetUtcNow() + Duration), _stop.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Tried again at the next interval.
            }
        }
    }
}
