using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>
/// The current snapshot of accounts and rights. Every change of this server goes through here: it is acknowledged when the snapshot that has it is in place, so
/// that what was revoked is refused from then on. What other servers change is found by its version, which every request reads.
/// </summary>
internal sealed class AccountDirectory(IIdentityStore store) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile DirectorySnapshot? _current;

    /// <summary>The snapshot; it is loaded when the server starts.</summary>
    public DirectorySnapshot Current => _current ?? throw new InvalidOperationException("The directory of accounts is not loaded yet.");

    public IIdentityStore Store { get; } = store;

    /// <summary>Runs a change and takes its effect over.</summary>
    public async Task<T> ChangeAsync<T>(Func<IIdentityStore, Task<T>> change)
    {
        var result = await change(Store);
        await LoadAsync(CancellationToken.None);
        return result;
    }

    /// <summary>Reads the directory anew, unless the snapshot has this version, which was read from the database just now: another server may have changed it.</summary>
    public ValueTask CatchUpAsync(long version, CancellationToken cancellationToken) => Current.Version == version ? default : new ValueTask(LoadAsync(version, cancellationToken));

    /// <summary>Reads the directory anew.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => LoadAsync(null, cancellationToken);

    public void Dispose() => _loading.Dispose();

    private async Task LoadAsync(long? wanted, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited for the same version finds it.
            if (wanted is not null && _current?.Version == wanted) return;
            var record = await Store.LoadAsync(cancellationToken);
            if (_current?.Version != record.Version) _current = new DirectorySnapshot(record);
        }
        finally
        {
            _loading.Release();
        }
    }
}
