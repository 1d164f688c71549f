using System.Data;
using System.Diagnostics;
using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>
/// Runs queries and changes on pooled connections. A change is a closure that runs in one transaction, and runs again when it met another change or when the
/// connection broke; one whose connection broke during the commit is looked up by the number of its transaction, so that nothing is done twice and nothing that was
/// done is reported as failed.
/// </summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, DatabaseMetrics metrics) : IAsyncDisposable
{
    /// <summary>So often a connection may break: the pool may hold one that died unnoticed, and a server that restarts is back soon.</summary>
    private const int MaxOutages = 3;

    /// <summary>Names the lock that every change holds: "PLMS", then 2.</summary>
    private const string Gate = "1347177811, 2";

    private const string Beside = "SELECT pg_current_xact_id()::text, pg_advisory_xact_lock_shared(" + Gate + ")";

    // Who waits here makes all others wait, so nobody waits for long: one change that hangs must not stop the rest.
    private const string Alone = "SELECT pg_current_xact_id()::text, set_config('lock_timeout', '10s', true), pg_advisory_xact_lock(" + Gate + ")";

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    public NpgsqlDataSource Source { get; } = source;

    /// <summary>Runs one statement, or several that need not see the database at one moment.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached, or cannot work at present.</exception>
    public Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> query, CancellationToken cancellationToken) => RepeatAsync(async () =>
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        return await query(new PostgresSession(connection, opening: null, cancellationToken));
    }, cancellationToken);

    /// <summary>Runs several statements, all of which see the database at one moment.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached, or cannot work at present.</exception>
    public Task<T> ReadSnapshotAsync<T>(Func<PostgresSession, Task<T>> query, CancellationToken cancellationToken) => RepeatAsync(async () =>
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await query(new PostgresSession(connection, opening: null, cancellationToken));
    }, cancellationToken);

    /// <summary>
    /// Runs a change; the task ends when it is durable. The closure may run several times, and must have no effect but its statements. Each of them sees what was
    /// committed before it (READ COMMITTED): what must not change meanwhile has to be locked.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached, or cannot work at present.</exception>
    public Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> change, CancellationToken cancellationToken) => WriteAsync(change, Beside, cancellationToken);

    /// <summary>
    /// Runs a change while no other one runs on any server: for what all of them go by, such as rules. When it is durable, no change that went by what was before is under way.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached, or others did not end in time.</exception>
    public Task<T> WriteAloneAsync<T>(Func<PostgresSession, Task<T>> change, CancellationToken cancellationToken) => WriteAsync(change, Alone, cancellationToken);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> change, string opening, CancellationToken cancellationToken) =>
        DatabaseSpans.AreWanted ? DatabaseSpans.WriteAsync(() => RepeatWriteAsync(change, opening, cancellationToken)) : RepeatWriteAsync(change, opening, cancellationToken);

    private Task<T> RepeatWriteAsync<T>(Func<PostgresSession, Task<T>> change, string opening, CancellationToken cancellationToken) => RepeatAsync(async () =>
    {
        var started = Stopwatch.GetTimestamp();
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var session = new PostgresSession(connection, opening, cancellationToken);
        var result = await change(session);
        // The end of the transaction without a commit takes it back.
        if (session.IsDiscarded) return result;
        await session.FlushAsync();
        try
        {
            // Not cancelled: the outcome of a commit under way must be known.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (session.Transaction is not null)
        {
            if (!await WasCommittedAsync(session.Transaction, e)) throw;
        }
        metrics.Committed(1, Stopwatch.GetElapsedTime(started));
        return result;
    }, cancellationToken);

    private async Task<T> RepeatAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var (conflicts, outages) = (0, 0);
        while (true)
        {
            TimeSpan rest;
            try
            {
                return await work();
            }
            catch (PostgresException e) when (conflicts < PostgresFaults.RetriesOf(e))
            {
                metrics.Failed();
                // Not all at once again.
                rest = TimeSpan.FromMilliseconds(Random.Shared.Next(1 << Math.Min(conflicts++, 6)));
            }
            catch (Exception e) when (e is not StorageUnavailableException && PostgresFaults.IsOutage(e))
            {
                if (++outages == MaxOutages) throw new StorageUnavailableException("The database is not available: " + PostgresFaults.Describe(e), e);
                Source.Clear();
                rest = outages * Rest;
            }
            catch (PostgresException e)
            {
                throw new PostgresStatementException(e);
            }
            await Task.Delay(rest, cancellationToken);
        }
    }

    /// <summary>Asks a new connection what became of a transaction, and waits for one that is still under way.</summary>
    private async Task<bool> WasCommittedAsync(string transaction, Exception lost)
    {
        try
        {
            for (var waited = TimeSpan.Zero; waited < TimeSpan.FromSeconds(10); waited += Rest)
            {
                var status = await ReadAsync(session => session.FirstAsync("SELECT pg_xact_status($1::text::xid8)", static row => row.GetStringOrNull(0), transaction), CancellationToken.None);
                if (status is "committed" or "aborted") return status == "committed";
                await Task.Delay(Rest);
            }
        }
        catch (StorageUnavailableException)
        {
            // Said below.
        }
        throw new StorageUnavailableException("The connection to the database was lost during a commit, and whether it came to be could not be learnt.", lost) { OutcomeUnknown = true };
    }
}
