using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>The transparency log in SQLite, whose one writer is the sequencer.</summary>
internal sealed class SqliteTransparencyStore(SqliteDatabase database) : ITransparencyStore
{
    public Task<long> AppendAsync(IReadOnlyList<byte[]> bodies, Func<TreeTail, TreeState> grow, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var size = session.Number("SELECT size FROM log_size WHERE one = 1") ?? 0;
        var tiles = new Dictionary<int, byte[]>();
        foreach (var (level, number) in LogColumns.Unfinished(size))
            tiles[level] = session.First("SELECT hashes FROM log_tiles WHERE level = ?1 AND number = ?2", static row => row.GetBytes(0), level, number) ?? throw LogColumns.Missing(level, number);
        var state = grow(new TreeTail(size, tiles));
        for (var i = 0; i < bodies.Count; i++) session.Execute("INSERT INTO log_entries(position, body, logged_at) VALUES(?1, ?2, ?3)", size + i, bodies[i], at);
        foreach (var ((level, number), hashes) in state.Tiles)
            session.Execute("INSERT INTO log_tiles(level, number, hashes) VALUES(?1, ?2, ?3) ON CONFLICT(level, number) DO UPDATE SET hashes = excluded.hashes", level, number, hashes);
        session.Execute("INSERT INTO log_states(size, root, note, made_at) VALUES(?1, ?2, NULL, ?3)", state.Size, state.Root, at);
        session.Execute("UPDATE log_size SET size = ?1 WHERE one = 1", state.Size);
        return size;
    }, cancellationToken);

    public Task<string> KeepNoteAsync(long size, string note, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Execute("UPDATE log_states SET note = ?2 WHERE size = ?1 AND note IS NULL", size, note);
        return session.First("SELECT note FROM log_states WHERE size = ?1", static row => row.GetString(0), size) ?? throw new InvalidDataException($"the log never had {size} entries");
    }, cancellationToken);

    public ValueTask<LogState?> FindHeadAsync(CancellationToken cancellationToken) =>
        new(database.Read(session => session.First($"SELECT {LogColumns.State} FROM log_states ORDER BY size DESC LIMIT 1", static row => LogColumns.MapState(row))));

    public ValueTask<LogState?> FindSignedAsync(CancellationToken cancellationToken) =>
        new(database.Read(session => session.First($"SELECT {LogColumns.State} FROM log_states WHERE note IS NOT NULL ORDER BY size DESC LIMIT 1", static row => LogColumns.MapState(row))));

    public ValueTask<byte[]?> FindTileAsync(int level, long number, CancellationToken cancellationToken) =>
        new(database.Read(session => session.First("SELECT hashes FROM log_tiles WHERE level = ?1 AND number = ?2", static row => row.GetBytes(0), level, number)));

    public ValueTask<IReadOnlyList<LoggedBody>> ListEntriesAsync(long from, int limit, CancellationToken cancellationToken) =>
        new(database.Read(session => session.All($"SELECT {LogColumns.Entry} FROM log_entries WHERE position >= ?1 ORDER BY position LIMIT ?2", static row => LogColumns.MapEntry(row), from, limit)));
}
