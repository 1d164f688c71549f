using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>Holds a lease for as long as it is called now and then.</summary>
internal sealed class Heartbeat(ILeaseStore leases, string name, string holder, TimeSpan duration, TimeProvider time)
{
    private long _heldAt;
    private bool _isHeld;

    /// <summary>Takes the lease; false when somebody else has it.</summary>
    public async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        _heldAt = time.GetTimestamp();
        return _isHeld = await leases.TryHoldAsync(name, holder, duration, cancellationToken);
    }

    /// <summary>Shows that the holder lives, when a third of the lease has passed.</summary>
    /// <exception cref="CollectionStoppedException">The lease ended meanwhile, and somebody else took it.</exception>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (!_isHeld || time.GetElapsedTime(_heldAt) < duration / 3) return;
        if (!await BeginAsync(cancellationToken)) throw new CollectionStoppedException(CollectionOutcome.Busy, "this run stood still for too long; another one has taken over");
    }
}
