using System.Collections.Concurrent;
using Npgsql;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Replicas;

/// <summary>
/// Locks among all replicas, held on one connection of this process. When the process dies, they are free at once. When only the connection breaks, they are free as
/// well, so every upload under way is told to stop; a probe every second finds out.
/// </summary>
internal sealed class PostgresUploadLocks : IUploadLocks, IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _probing;

    // The server would give this process a lock twice.
    private readonly ConcurrentDictionary<string, byte> _held = new();
    private LockConnection? _connection;

    /// <param name="connectionString">Where the database is.</param>
    public PostgresUploadLocks(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 5 };
        _source = new NpgsqlSlimDataSourceBuilder(builder.ConnectionString).EnableTransportSecurity().Build();
        _probing = ProbeAllAsync();
    }

    public async ValueTask<IUploadLock?> TryEnterAsync(string id, CancellationToken cancellationToken)
    {
        if (!_held.TryAdd(id, 0)) return null;
        LockConnection? holder = null;
        try
        {
            holder = await LockAsync(id, cancellationToken);
            return holder is null ? null : new Held(this, id, holder);
        }
        finally
        {
            if (holder is null) _held.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _probing;
        await DropAsync();
        await _source.DisposeAsync();
        _turn.Dispose();
        _stopping.Dispose();
    }

    private async Task<LockConnection?> LockAsync(string id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var isRetry = false; ; isRetry = true)
            {
                try
                {
                    var connection = _connection ??= await LockConnection.OpenAsync(_source, cancellationToken);
                    return await connection.TryLockAsync(id) ? connection : null;
                }
                catch (Exception e) when (PostgresFaults.IsOutage(e) || e is InvalidOperationException)
                {
                    await DropAsync();
                    if (isRetry) throw new StorageUnavailableException("The database is not available: " + PostgresFaults.Describe(e), e);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task UnlockAsync(string id, LockConnection holder)
    {
        await _turn.WaitAsync();
        try
        {
            if (holder == _connection) await holder.UnlockAsync(id);
        }
        catch (Exception e) when (PostgresFaults.IsOutage(e) || e is InvalidOperationException)
        {
            // The lock went with the connection.
            await DropAsync();
        }
        finally
        {
            _held.TryRemove(id, out _);
            _turn.Release();
        }
    }

    private async Task ProbeAllAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(ProbeInterval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _turn.WaitAsync();
            try
            {
                if (_connection is { } connection) await connection.ProbeAsync();
            }
            catch (Exception e) when (PostgresFaults.IsOutage(e) || e is InvalidOperationException)
            {
                await DropAsync();
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Gives the connection up; whoever holds a lock on it is told.</summary>
    private async Task DropAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) await connection.DisposeAsync();
    }

    private sealed class Held(PostgresUploadLocks locks, string id, LockConnection holder) : IUploadLock
    {
        private int _disposed;

        public CancellationToken Lost => holder.Lost;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) await locks.UnlockAsync(id, holder);
        }
    }
}
