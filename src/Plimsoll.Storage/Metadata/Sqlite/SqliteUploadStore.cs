using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Upload sessions in SQLite.</summary>
internal sealed class SqliteUploadStore(SqliteDatabase database, TimeProvider time) : IUploadStore
{
    private const string Select = "SELECT " + UploadColumns.All + " FROM uploads WHERE ";

    public Task CreateAsync(Upload upload, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Execute("INSERT INTO uploads(" + UploadColumns.All + ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            upload.Id, upload.Repository, upload.Key, UploadColumns.NameOf(upload.Algorithm), upload.Offset, upload.HashState,
            upload.Principal, upload.StartedAt, upload.ExpiresAt, upload.StoreState, upload.Writers);
        if (upload.ExpectedSize is { } size) QuotaRows.Reserve(session, upload.Repository, upload.Id, size);
        return true;
    }, cancellationToken);

    public async ValueTask<bool> ReserveAsync(RepositoryName repository, string id, long size, CancellationToken cancellationToken)
    {
        if (database.Read(session => QuotaRows.Of(session, repository)).Count == 0) return false;
        return await database.WriteAsync(session =>
        {
            // One that has ended meanwhile reserves nothing; the request that brings its bytes will learn of that.
            if (session.Exists("SELECT 1 FROM uploads WHERE id = ?1 AND repository = ?2", id, repository)) QuotaRows.Reserve(session, repository, id, size);
            return true;
        }, cancellationToken);
    }

    public ValueTask<Upload?> FindAsync(RepositoryName repository, string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.First(Select + "id = ?1 AND repository = ?2", UploadColumns.Map, id, repository)));

    public Task<Upload?> TakeOverAsync(Upload upload, StorageKey freshKey, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var key = upload.Writers == 0 ? upload.Key : freshKey;
        var expires = session.Number("UPDATE uploads SET storage_key = ?4, writers = writers + 1 WHERE id = ?1 AND storage_key = ?2 AND writers = ?3 RETURNING expires_at",
            upload.Id, upload.Key, upload.Writers, key);
        if (expires is not { } end) return null;
        if (key != upload.Key) GarbageQueue.AddKey(session, upload.Key, DateTimeOffset.FromUnixTimeMilliseconds(end));
        return upload with { Key = key, Writers = upload.Writers + 1 };
    }, cancellationToken);

    public Task<bool> AdvanceAsync(Upload upload, long offset, ReadOnlyMemory<byte> hashState, ReadOnlyMemory<byte> storeState, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("""
            UPDATE uploads SET position = ?4, hash_state = ?5, expires_at = iif(?4 > position, ?6, expires_at), store_state = ?7 WHERE id = ?1 AND position = ?2 AND storage_key = ?3
            """, upload.Id, upload.Offset, upload.Key, offset, hashState, expiresAt, storeState) > 0, cancellationToken);

    public Task<bool> CancelAsync(RepositoryName repository, string id, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var key = session.First("DELETE FROM uploads WHERE id = ?1 AND repository = ?2 RETURNING storage_key", static row => row.GetKeyOrNull(0), id, repository);
        if (key is not { } dropped) return false;
        GarbageQueue.AddKey(session, dropped, time.GetUtcNow());
        return true;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<Upload>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Upload>>(database.Read(session =>
            session.All(Select + "expires_at < ?1 ORDER BY expires_at LIMIT ?2", UploadColumns.Map, now, Math.Max(limit, 0))));

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(database.Read(UploadRows.Count));
}
