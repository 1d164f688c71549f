using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Who signed what, in SQLite.</summary>
internal sealed class SqliteSignatureStore(SqliteDatabase database) : ISignatureStore
{
    public ValueTask<IReadOnlyList<NamedIdentityRecord>> ListIdentitiesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<NamedIdentityRecord>>(session => session.All($"SELECT {SignatureColumns.Identity} FROM named_identities ORDER BY name", static row => SignatureColumns.MapIdentity(row)));

    public Task PutIdentityAsync(NamedIdentityRecord identity, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Execute($"""
            INSERT INTO named_identities({SignatureColumns.Identity}) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """, identity.Name, identity.Document, identity.ChangedAt, identity.ChangedBy);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task<bool> RemoveIdentityAsync(string name, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (session.Execute("DELETE FROM named_identities WHERE name = ?1", name) == 0) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<QueuedSignatures>> ListQueueAsync(int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<QueuedSignatures>>(session => session.All($"SELECT {SignatureColumns.Queued} ?1", static row => SignatureColumns.MapQueued(row), Math.Max(limit, 0)));

    public Task KeepAsync(QueuedSignatures image, IReadOnlyList<SignatureFactRecord> facts, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM signature_facts WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND image = ?2", image.Repository, image.Image);
        for (var position = 0; position < facts.Count; position++)
        {
            var fact = facts[position];
            session.Execute("""
                INSERT INTO signature_facts(repository_id, image, position, artifact, family, verdict, checked_at, name, identity, issuer, reason, signed_at, predicate_type, cause)
                SELECT r.id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM repositories r WHERE r.name = ?1
                """, image.Repository, image.Image, (long)position, fact.Artifact, fact.Family, fact.Verdict, fact.CheckedAt, fact.Name, fact.Identity, fact.Issuer, fact.Reason, fact.SignedAt, fact.PredicateType, fact.Cause);
        }
        session.Execute("DELETE FROM signature_queue WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND image = ?2 AND stamp = ?3", image.Repository, image.Image, image.Stamp);
        return true;
    }, cancellationToken);

    public ValueTask<IReadOnlyList<SignatureFactRecord>> ListAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken) => Read<IReadOnlyList<SignatureFactRecord>>(session => session.All(
        $"SELECT {SignatureColumns.Fact} FROM signature_facts f JOIN repositories r ON r.id = f.repository_id WHERE r.name = ?1 AND f.image = ?2 ORDER BY f.position", static row => SignatureColumns.MapFact(row), repository, image));

    public ValueTask<IReadOnlyList<VouchedRepository>> ListVouchedAsync(string name, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<VouchedRepository>>(session => session.All(
        $"SELECT {SignatureColumns.Vouched} ?1 GROUP BY r.name ORDER BY r.name LIMIT ?2", static row => SignatureColumns.MapVouched(row), name, Math.Max(limit, 0)));

    public ValueTask<IReadOnlyList<VouchedImage>> ListVouchedImagesAsync(string name, (RepositoryName Repository, Digest Image)? after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<VouchedImage>>(session => session.All(
        $"SELECT {SignatureColumns.VouchedImage} ?1 AND (r.name, f.image) > (?2, ?3) ORDER BY r.name, f.image LIMIT ?4", static row => SignatureColumns.MapVouchedImage(row), name, after?.Repository.Value ?? "", after?.Image.Value ?? "", Math.Max(limit, 0)));

    public ValueTask<bool> IsQueuedAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken) => Read(session => session.First(
        "SELECT 1 FROM signature_queue q JOIN repositories r ON r.id = q.repository_id WHERE r.name = ?1 AND q.image = ?2", static row => row.GetInt64OrNull(0), repository, image) is not null);

    public Task<bool> BelieveAsync(string material, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (session.Execute("INSERT INTO signature_trust(id, material) VALUES(1, ?1) ON CONFLICT(id) DO UPDATE SET material = excluded.material WHERE material <> excluded.material", material) == 0) return false;
        session.Execute(SignatureColumns.QueueAll);
        session.Execute(SignatureColumns.QueueStatements);
        return true;
    }, cancellationToken);

    private ValueTask<T> Read<T>(Func<SqliteSession, T> query) => ValueTask.FromResult(database.Read(query));
}
