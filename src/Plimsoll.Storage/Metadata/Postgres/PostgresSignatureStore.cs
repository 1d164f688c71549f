using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Who signed what, in PostgreSQL.</summary>
internal sealed class PostgresSignatureStore(PostgresDatabase database) : ISignatureStore
{
    public async ValueTask<IReadOnlyList<NamedIdentityRecord>> ListIdentitiesAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync($"SELECT {SignatureColumns.Identity} FROM named_identities ORDER BY name", static row => SignatureColumns.MapIdentity(row)), cancellationToken);

    public Task PutIdentityAsync(NamedIdentityRecord identity, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        await session.ExecuteAsync($"""
            INSERT INTO named_identities({SignatureColumns.Identity}) VALUES($1, $2, $3, $4)
            ON CONFLICT(name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """, identity.Name, identity.Document, identity.ChangedAt, identity.ChangedBy);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public Task<bool> RemoveIdentityAsync(string name, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("DELETE FROM named_identities WHERE name = $1", name) == 0) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<QueuedSignatures>> ListQueueAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync($"SELECT {SignatureColumns.Queued} $1", static row => SignatureColumns.MapQueued(row), Math.Max(limit, 0)), cancellationToken);

    public Task KeepAsync(QueuedSignatures image, IReadOnlyList<SignatureFactRecord> facts, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        await session.ExecuteAsync("DELETE FROM signature_facts WHERE repository_id = (SELECT id FROM repositories WHERE name = $1) AND image = $2", image.Repository, image.Image);
        for (var position = 0; position < facts.Count; position++)
        {
            var fact = facts[position];
            await session.ExecuteAsync("""
                INSERT INTO signature_facts(repository_id, image, position, artifact, family, verdict, checked_at, name, identity, issuer, reason, signed_at, predicate_type, cause)
                SELECT r.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM repositories r WHERE r.name = $1
                """, image.Repository, image.Image, (long)position, fact.Artifact, fact.Family, fact.Verdict, fact.CheckedAt, fact.Name, fact.Identity, fact.Issuer, fact.Reason, fact.SignedAt, fact.PredicateType, fact.Cause);
        }
        return await session.ExecuteAsync("DELETE FROM signature_queue WHERE repository_id = (SELECT id FROM repositories WHERE name = $1) AND image = $2 AND stamp = $3", image.Repository, image.Image, image.Stamp);
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<SignatureFactRecord>> ListAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {SignatureColumns.Fact} FROM signature_facts f JOIN repositories r ON r.id = f.repository_id WHERE r.name = $1 AND f.image = $2 ORDER BY f.position", static row => SignatureColumns.MapFact(row), repository, image), cancellationToken);

    public async ValueTask<IReadOnlyList<VouchedRepository>> ListVouchedAsync(string name, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {SignatureColumns.Vouched} $1 GROUP BY r.name ORDER BY r.name LIMIT $2", static row => SignatureColumns.MapVouched(row), name, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<VouchedImage>> ListVouchedImagesAsync(string name, (RepositoryName Repository, Digest Image)? after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {SignatureColumns.VouchedImage} $1 AND (r.name, f.image) > ($2, $3) ORDER BY r.name, f.image LIMIT $4", static row => SignatureColumns.MapVouchedImage(row), name, after?.Repository.Value ?? "", after?.Image.Value ?? "", Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<bool> IsQueuedAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken) => await database.ReadAsync(session => session.FirstAsync(
        "SELECT q.stamp FROM signature_queue q JOIN repositories r ON r.id = q.repository_id WHERE r.name = $1 AND q.image = $2", static row => row.GetInt64OrNull(0), repository, image), cancellationToken) is not null;

    public Task<bool> BelieveAsync(string material, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("INSERT INTO signature_trust AS t(id, material) VALUES(1, $1) ON CONFLICT(id) DO UPDATE SET material = excluded.material WHERE t.material <> excluded.material", material) == 0) return false;
        await session.ExecuteAsync(SignatureColumns.QueueAll);
        await session.ExecuteAsync(SignatureColumns.QueueStatements);
        return true;
    }, cancellationToken);
}
