using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>
/// The current snapshot of accounts and rights. Every change goes through here: it is acknowledged when the snapshot that has it is in place, so that what was
/// revoked is refused from then on.
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

    /// <summary>Reads the directory anew.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var record = await Store.LoadAsync(cancellationToken);
            if (_current?.Version != record.Version) _current = new DirectorySnapshot(record);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();
}
