using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>The transparency log in PostgreSQL. Of many servers that append, the one that holds the row of the size is the sequencer, for one batch.</summary>
internal sealed class PostgresTransparencyStore(PostgresDatabase database) : ITransparencyStore
{
    public Task<long> AppendAsync(IReadOnlyList<byte[]> bodies, Func<TreeTail, TreeState> grow, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var size = await session.NumberAsync("SELECT size FROM log_size WHERE one = 1 FOR UPDATE") ?? 0;
        var unfinished = LogColumns.Unfinished(size).ToList();
        var tiles = await session.AllAsync(
            "SELECT t.level, t.hashes FROM log_tiles t JOIN unnest($1, $2) AS wanted(level, number) ON t.level = wanted.level AND t.number = wanted.number",
            static row => ((int)row.GetInt64(0), row.GetBytes(1)), unfinished.Select(tile => (long)tile.Level).ToArray(), unfinished.Select(tile => tile.Number).ToArray());
        if (tiles.Count != unfinished.Count) throw LogColumns.Missing(unfinished[0].Level, unfinished[0].Number);
        var state = grow(new TreeTail(size, tiles.ToDictionary(tile => tile.Item1, tile => tile.Item2)));
        session.Queue(
            "INSERT INTO log_entries(position, body, logged_at) SELECT $1 + n - 1, body, $3 FROM unnest($2) WITH ORDINALITY AS added(body, n)", size, bodies.ToArray(), at);
        foreach (var ((level, number), hashes) in state.Tiles)
            session.Queue("INSERT INTO log_tiles(level, number, hashes) VALUES($1, $2, $3) ON CONFLICT(level, number) DO UPDATE SET hashes = excluded.hashes", level, number, (ReadOnlyMemory<byte>)hashes);
        session.Queue("INSERT INTO log_states(size, root, note, made_at) VALUES($1, $2, NULL, $3)", state.Size, (ReadOnlyMemory<byte>)state.Root, at);
        await session.ExecuteAsync("UPDATE log_size SET size = $1 WHERE one = 1", state.Size);
        return size;
    }, cancellationToken);

    public Task<string> KeepNoteAsync(long size, string note, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        session.Queue("UPDATE log_states SET note = $2 WHERE size = $1 AND note IS NULL", size, note);
        return await session.FirstAsync("SELECT note FROM log_states WHERE size = $1", static row => row.GetString(0), size) ?? throw new InvalidDataException($"the log never had {size} entries");
    }, cancellationToken);

    public async ValueTask<LogState?> FindHeadAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync($"SELECT {LogColumns.State} FROM log_states ORDER BY size DESC LIMIT 1", static row => LogColumns.MapState(row)), cancellationToken);

    public async ValueTask<LogState?> FindSignedAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync($"SELECT {LogColumns.State} FROM log_states WHERE note IS NOT NULL ORDER BY size DESC LIMIT 1", static row => LogColumns.MapState(row)), cancellationToken);

    public async ValueTask<byte[]?> FindTileAsync(int level, long number, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("SELECT hashes FROM log_tiles WHERE level = $1 AND number = $2", static row => row.GetBytes(0), level, number), cancellationToken);

    public async ValueTask<IReadOnlyList<LoggedBody>> ListEntriesAsync(long from, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync($"SELECT {LogColumns.Entry} FROM log_entries WHERE position >= $1 ORDER BY position LIMIT $2", static row => LogColumns.MapEntry(row), from, limit), cancellationToken);
}
