using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Upload sessions in PostgreSQL.</summary>
internal sealed class PostgresUploadStore(PostgresDatabase database, TimeProvider time) : IUploadStore
{
    private const string Select = "SELECT " + UploadColumns.All + " FROM uploads WHERE ";

    public Task CreateAsync(Upload upload, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        session.Queue("INSERT INTO uploads(" + UploadColumns.All + ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            upload.Id, upload.Repository, upload.Key, UploadColumns.NameOf(upload.Algorithm), upload.Offset, upload.HashState,
            upload.Principal, upload.StartedAt, upload.ExpiresAt, upload.StoreState, upload.Writers);
        if (upload.ExpectedSize is { } size) await QuotaRows.ReserveAsync(session, await QuotaRows.OfAsync(session, upload.Repository), upload.Id, size);
        return true;
    }, cancellationToken);

    public async ValueTask<bool> ReserveAsync(RepositoryName repository, string id, long size, CancellationToken cancellationToken)
    {
        if ((await database.ReadAsync(session => QuotaRows.OfAsync(session, repository), cancellationToken)).Count == 0) return false;
        return await database.WriteAsync(async session =>
        {
            // One that has ended meanwhile reserves nothing; the request that brings its bytes will learn of that.
            if (await session.ExistsAsync("SELECT 1 FROM uploads WHERE id = $1 AND repository = $2 FOR KEY SHARE", id, repository))
                await QuotaRows.ReserveAsync(session, await QuotaRows.OfAsync(session, repository), id, size);
            return true;
        }, cancellationToken);
    }

    public async ValueTask<Upload?> FindAsync(RepositoryName repository, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync(Select + "id = $1 AND repository = $2", UploadColumns.Map, id, repository), cancellationToken);

    public Task<Upload?> TakeOverAsync(Upload upload, StorageKey freshKey, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var key = upload.Writers == 0 ? upload.Key : freshKey;
        var expires = await session.NumberAsync("UPDATE uploads SET storage_key = $4, writers = writers + 1 WHERE id = $1 AND storage_key = $2 AND writers = $3 RETURNING expires_at",
            upload.Id, upload.Key, upload.Writers, key);
        if (expires is not { } end) return null;
        if (key != upload.Key) GarbageQueue.AddKey(session, upload.Key, DateTimeOffset.FromUnixTimeMilliseconds(end));
        return upload with { Key = key, Writers = upload.Writers + 1 };
    }, cancellationToken);

    public Task<bool> AdvanceAsync(Upload upload, long offset, ReadOnlyMemory<byte> hashState, ReadOnlyMemory<byte> storeState, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        database.WriteAsync(async session => await session.ExecuteAsync("""
            UPDATE uploads SET position = $4, hash_state = $5, expires_at = CASE WHEN $4 > position THEN $6 ELSE expires_at END, store_state = $7
            WHERE id = $1 AND position = $2 AND storage_key = $3
            """, upload.Id, upload.Offset, upload.Key, offset, hashState, expiresAt, storeState) > 0, cancellationToken);

    public Task<bool> CancelAsync(RepositoryName repository, string id, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var key = await session.FirstAsync("DELETE FROM uploads WHERE id = $1 AND repository = $2 RETURNING storage_key", static row => row.GetKeyOrNull(0), id, repository);
        if (key is not { } dropped) return false;
        GarbageQueue.AddKey(session, dropped, time.GetUtcNow());
        QuotaRows.HoldReserved(session);
        return true;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<Upload>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync(Select + "expires_at < $1 ORDER BY expires_at LIMIT $2", UploadColumns.Map, now, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.NumberAsync("SELECT count(*) FROM uploads"), cancellationToken) ?? 0;
}
