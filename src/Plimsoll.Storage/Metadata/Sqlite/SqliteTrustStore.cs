using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Trust keys and documents in SQLite.</summary>
internal sealed class SqliteTrustStore(SqliteDatabase database) : ITrustStore
{
    public ValueTask<IReadOnlyList<TrustKeyRecord>> ListKeysAsync(CancellationToken cancellationToken) =>
        new(database.Read(session => session.All($"SELECT {TrustColumns.Key} FROM trust_keys ORDER BY started_at, id", static row => TrustColumns.MapKey(row))));

    public Task AddMissingKeysAsync(IReadOnlyList<TrustKeyRecord> keys, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var missing = keys.Where(key => !session.Exists("SELECT 1 FROM trust_keys WHERE role = ?1", key.Role)).ToList();
        foreach (var key in missing) Insert(session, key);
        return missing.Count;
    }, cancellationToken);

    public Task<bool> ReplaceKeyAsync(string old, DateTimeOffset end, TrustKeyRecord key, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (session.Execute("UPDATE trust_keys SET ended_at = ?2 WHERE id = ?1 AND role = ?3 AND ended_at IS NULL", old, end, key.Role) == 0) return false;
        Insert(session, key);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public ValueTask<TrustDocument?> FindDocumentAsync(string name, long? version, CancellationToken cancellationToken) =>
        new(database.Read(session => session.First($"SELECT {TrustColumns.Document} FROM trust_documents WHERE name = ?1 AND version = coalesce(?2, version) ORDER BY version DESC LIMIT 1", static row => TrustColumns.MapDocument(row), name, version)));

    public Task<bool> AddDocumentsAsync(IReadOnlyList<TrustDocument> documents, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (documents.Any(document => session.Exists("SELECT 1 FROM trust_documents WHERE name = ?1 AND version >= ?2", document.Name, document.Version))) return false;
        foreach (var document in documents)
            session.Execute("INSERT INTO trust_documents(name, version, content, expires_at) VALUES(?1, ?2, ?3, ?4)", document.Name, document.Version, document.Content, document.Expires);
        return true;
    }, cancellationToken);

    private static void Insert(SqliteSession session, TrustKeyRecord key) => session.Execute(
        $"INSERT INTO trust_keys({TrustColumns.Key}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", key.Id, key.Role, key.Public, key.Sealed, key.Host, key.Start, key.End);
}
