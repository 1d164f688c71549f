using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>
/// Statements on one connection, in one transaction when it is for a change. Statements whose outcome nobody waits for are queued and travel together with the next one
/// that is asked for an answer, so that a change costs few round trips.
/// </summary>
/// <param name="connection">An open connection.</param>
/// <param name="opening">
/// What a change begins with, in passing: a query whose first column is the number of the transaction, with which its outcome can be learnt after a lost connection. Null for queries.
/// </param>
/// <param name="cancellationToken">Cancels the statements.</param>
internal sealed class PostgresSession(NpgsqlConnection connection, string? opening, CancellationToken cancellationToken)
{
    private readonly List<NpgsqlBatchCommand> _queued = [];
    private int _unreadResults;

    /// <summary>Number of the transaction; null before the first statement, and for queries.</summary>
    public string? Transaction { get; private set; }

    /// <summary>True when the change shall be taken back although it ran to its end.</summary>
    public bool IsDiscarded { get; private set; }

    /// <summary>Has the change taken back; its result is returned all the same.</summary>
    public void Discard() => IsDiscarded = true;

    /// <summary>Queues a statement that returns no rows.</summary>
    public void Queue(string sql, params PostgresValue[] values) => _queued.Add(Command(sql, values));

    /// <summary>Queues a statement whose rows are not looked at, such as one that locks them.</summary>
    public void QueueLock(string sql, params PostgresValue[] values)
    {
        Queue(sql, values);
        _unreadResults++;
    }

    /// <summary>Sends what is queued.</summary>
    public Task FlushAsync() => _queued.Count == 0 ? Task.CompletedTask : RunAsync(static (_, _) => Task.FromResult(0), hasRows: false);

    /// <summary>Runs a statement that returns no rows; how many it changed.</summary>
    public Task<int> ExecuteAsync(string sql, params PostgresValue[] values)
    {
        Queue(sql, values);
        return RunAsync(static (_, batch) => Task.FromResult(batch.BatchCommands[^1].RecordsAffected), hasRows: false);
    }

    /// <summary>The first row of a query; the default where there is none.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<PostgresRow, T?> map, params PostgresValue[] values)
    {
        Queue(sql, values);
        return await RunAsync(async (reader, _) => await reader.ReadAsync(cancellationToken) ? map(new PostgresRow(reader)) : default, hasRows: true);
    }

    /// <summary>All rows of a query.</summary>
    public Task<List<T>> AllAsync<T>(string sql, Func<PostgresRow, T> map, params PostgresValue[] values)
    {
        Queue(sql, values);
        return RunAsync(async (reader, _) =>
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken)) rows.Add(map(new PostgresRow(reader)));
            return rows;
        }, hasRows: true);
    }

    /// <summary>The number in the first column of the first row; null where there is none.</summary>
    public Task<long?> NumberAsync(string sql, params PostgresValue[] values) => FirstAsync(sql, static row => row.GetInt64OrNull(0), values);

    /// <summary>True when a query has a row.</summary>
    public Task<bool> ExistsAsync(string sql, params PostgresValue[] values) => FirstAsync(sql, static _ => true, values);

    private static NpgsqlBatchCommand Command(string sql, PostgresValue[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value.ToParameter());
        return command;
    }

    private async Task<T> RunAsync<T>(Func<NpgsqlDataReader, NpgsqlBatch, Task<T>> read, bool hasRows)
    {
        await using var batch = connection.CreateBatch();
        var opens = opening is not null && Transaction is null;
        if (opens) batch.BatchCommands.Add(new NpgsqlBatchCommand(opening!));
        foreach (var command in _queued) batch.BatchCommands.Add(command);
        var unread = _unreadResults;
        _queued.Clear();
        _unreadResults = 0;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (opens)
        {
            await reader.ReadAsync(cancellationToken);
            Transaction = reader.GetString(0);
            await reader.NextResultAsync(cancellationToken);
        }
        // Statements without rows are no results to the reader.
        for (; unread > 0; unread--) await reader.NextResultAsync(cancellationToken);
        if (hasRows) return await read(reader, batch);
        while (await reader.NextResultAsync(cancellationToken))
        {
            // How many rows the last statement changed is known at the end.
        }
        return await read(reader, batch);
    }
}
