using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Leases in SQLite.</summary>
internal sealed class SqliteLeaseStore(SqliteDatabase database, TimeProvider time) : ILeaseStore
{
    public Task<bool> TryHoldAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var now = time.GetUtcNow();
        return session.Execute("""
            INSERT INTO leases(name, holder, expires_at) VALUES(?1, ?2, ?3)
            ON CONFLICT(name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at WHERE holder = excluded.holder OR expires_at <= ?4
            """, name, holder, now + duration, now) > 0;
    }, cancellationToken);

    public Task ReleaseAsync(string name, string holder, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM leases WHERE name = ?1 AND holder = ?2", name, holder), cancellationToken);
}
