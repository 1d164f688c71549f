using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Upload sessions in PostgreSQL.</summary>
internal sealed class PostgresUploadStore(PostgresDatabase database, TimeProvider time) : IUploadStore
{
    private const string Columns = "SELECT id, repository, storage_key, algorithm, position, hash_state, principal, started_at, expires_at, store_state, writers FROM uploads WHERE ";

    public Task CreateAsync(Upload upload, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync("""
        INSERT INTO uploads(id, repository, storage_key, algorithm, position, hash_state, principal, started_at, expires_at, store_state, writers)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        upload.Id, upload.Repository, upload.Key, upload.Algorithm == DigestAlgorithm.Sha256 ? "sha256" : "sha512", upload.Offset, upload.HashState,
        upload.Principal, upload.StartedAt, upload.ExpiresAt, upload.StoreState, upload.Writers), cancellationToken);

    public async ValueTask<Upload?> FindAsync(RepositoryName repository, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync(Columns + "id = $1 AND repository = $2", static row => Map(row), id, repository), cancellationToken);

    public Task<Upload?> TakeOverAsync(Upload upload, StorageKey freshKey, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var key = upload.Writers == 0 ? upload.Key : freshKey;
        var changed = await session.ExecuteAsync("UPDATE uploads SET storage_key = $4, writers = writers + 1 WHERE id = $1 AND storage_key = $2 AND writers = $3",
            upload.Id, upload.Key, upload.Writers, key);
        if (changed == 0) return null;
        if (key != upload.Key) GarbageQueue.AddKey(session, upload.Key, upload.ExpiresAt);
        return upload with { Key = key, Writers = upload.Writers + 1 };
    }, cancellationToken);

    public Task<bool> AdvanceAsync(Upload upload, long offset, ReadOnlyMemory<byte> hashState, ReadOnlyMemory<byte> storeState, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        database.WriteAsync(async session => await session.ExecuteAsync(
            "UPDATE uploads SET position = $4, hash_state = $5, expires_at = $6, store_state = $7 WHERE id = $1 AND position = $2 AND storage_key = $3",
            upload.Id, upload.Offset, upload.Key, offset, hashState, expiresAt, storeState) > 0, cancellationToken);

    public Task<bool> CancelAsync(RepositoryName repository, string id, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var key = await session.FirstAsync("DELETE FROM uploads WHERE id = $1 AND repository = $2 RETURNING storage_key", static row => row.GetKeyOrNull(0), id, repository);
        if (key is not { } dropped) return false;
        GarbageQueue.AddKey(session, dropped, time.GetUtcNow());
        return true;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<Upload>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync(Columns + "expires_at < $1 ORDER BY expires_at LIMIT $2", static row => Map(row), now, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.NumberAsync("SELECT count(*) FROM uploads"), cancellationToken) ?? 0;

    private static Upload Map(PostgresRow row) => new()
    {
        Id = row.GetString(0),
        Repository = RepositoryName.Parse(row.GetString(1)),
        Key = StorageKey.Parse(row.GetString(2)),
        Algorithm = row.GetString(3) == "sha256" ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha512,
        Offset = row.GetInt64(4),
        HashState = row.GetBytesOrNull(5) ?? default,
        Principal = row.GetString(6),
        StartedAt = row.GetTime(7),
        ExpiresAt = row.GetTime(8),
        StoreState = row.GetBytesOrNull(9) ?? default,
        Writers = (int)row.GetInt64(10),
    };
}
