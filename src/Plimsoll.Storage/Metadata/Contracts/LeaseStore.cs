namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Leases by name, so that of many servers one does a piece of work. A lease saves work; it is no lock, because its holder may be stopped and go on after it ended.
/// </summary>
public interface ILeaseStore
{
    /// <summary>Takes a lease that is free or has ended, or makes one that the holder has last longer. False when somebody else has it.</summary>
    Task<bool> TryHoldAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; nothing happens when the holder does not have it.</summary>
    Task ReleaseAsync(string name, string holder, CancellationToken cancellationToken);
}
