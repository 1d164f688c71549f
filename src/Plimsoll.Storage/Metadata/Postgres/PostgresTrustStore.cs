using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Trust keys and documents in PostgreSQL. Who writes holds the row of the log's size: it happens seldom.</summary>
internal sealed class PostgresTrustStore(PostgresDatabase database) : ITrustStore
{
    private const string Lock = "SELECT size FROM log_size WHERE one = 1 FOR UPDATE";

    public async ValueTask<IReadOnlyList<TrustKeyRecord>> ListKeysAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync($"SELECT {TrustColumns.Key} FROM trust_keys ORDER BY started_at, id", static row => TrustColumns.MapKey(row)), cancellationToken);

    public Task AddMissingKeysAsync(IReadOnlyList<TrustKeyRecord> keys, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        session.QueueLock(Lock);
        var roles = await session.AllAsync("SELECT DISTINCT role FROM trust_keys", static row => row.GetString(0));
        var missing = keys.Where(key => !roles.Contains(key.Role)).ToList();
        foreach (var key in missing) Insert(session, key);
        await session.FlushAsync();
        return missing.Count;
    }, cancellationToken);

    public Task<bool> ReplaceKeyAsync(string old, DateTimeOffset end, TrustKeyRecord key, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        session.QueueLock(Lock);
        if (await session.ExecuteAsync("UPDATE trust_keys SET ended_at = $2 WHERE id = $1 AND role = $3 AND ended_at IS NULL", old, end, key.Role) == 0) return false;
        Insert(session, key);
        AuditRows.Insert(session, audit);
        await session.FlushAsync();
        return true;
    }, cancellationToken);

    public async ValueTask<TrustDocument?> FindDocumentAsync(string name, long? version, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync($"SELECT {TrustColumns.Document} FROM trust_documents WHERE name = $1 AND version = coalesce($2, version) ORDER BY version DESC LIMIT 1", static row => TrustColumns.MapDocument(row), name, version), cancellationToken);

    public Task<bool> AddDocumentsAsync(IReadOnlyList<TrustDocument> documents, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        session.QueueLock(Lock);
        foreach (var document in documents)
        {
            if (await session.ExistsAsync("SELECT 1 FROM trust_documents WHERE name = $1 AND version >= $2", document.Name, document.Version)) return false;
        }
        foreach (var document in documents)
            session.Queue("INSERT INTO trust_documents(name, version, content, expires_at) VALUES($1, $2, $3, $4)", document.Name, document.Version, (ReadOnlyMemory<byte>)document.Content, document.Expires);
        await session.FlushAsync();
        return true;
    }, cancellationToken);

    private static void Insert(PostgresSession session, TrustKeyRecord key) => session.Queue(
        $"INSERT INTO trust_keys({TrustColumns.Key}) VALUES($1, $2, $3, $4, $5, $6, $7)", key.Id, key.Role, (ReadOnlyMemory<byte>)key.Public, (ReadOnlyMemory<byte>)key.Sealed, key.Host, key.Start, key.End);
}
