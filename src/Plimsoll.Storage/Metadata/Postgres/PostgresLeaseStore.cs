using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Leases in PostgreSQL.</summary>
internal sealed class PostgresLeaseStore(PostgresDatabase database, TimeProvider time) : ILeaseStore
{
    public Task<bool> TryHoldAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var now = time.GetUtcNow();
        return await session.ExecuteAsync("""
            INSERT INTO leases(name, holder, expires_at) VALUES($1, $2, $3)
            ON CONFLICT(name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at WHERE leases.holder = excluded.holder OR leases.expires_at <= $4
            """, name, holder, now + duration, now) > 0;
    }, cancellationToken);

    public Task ReleaseAsync(string name, string holder, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("DELETE FROM leases WHERE name = $1 AND holder = $2", name, holder), cancellationToken);
}
