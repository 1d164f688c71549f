using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Signed statements in PostgreSQL.</summary>
internal sealed class PostgresVouchingStore(PostgresDatabase database) : IVouchingStore
{
    public Task AddAsync(IReadOnlyList<VouchingRecord> records, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        foreach (var record in InOrder(records)) await AddAsync(session, record);
        return true;
    }, cancellationToken);

    public async ValueTask<IReadOnlyList<VouchingRecord>> ListAsync(string subject, string? predicateType, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {VouchingColumns.All} FROM vouchings WHERE subject = $1 AND predicate_type = coalesce($2, predicate_type) AND id > $3 ORDER BY id LIMIT $4", static row => VouchingColumns.Map(row), subject, predicateType, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<VouchingRecord?> FindLastAsync(string subject, string predicateType, CancellationToken cancellationToken) => await database.ReadAsync(session => session.FirstAsync(
        $"SELECT {VouchingColumns.All} FROM vouchings WHERE subject = $1 AND predicate_type = $2 ORDER BY id DESC LIMIT 1", static row => VouchingColumns.Map(row), subject, predicateType), cancellationToken);

    public async ValueTask<IReadOnlyList<VouchingRecord>> ListOfImageAsync(Digest image, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {VouchingColumns.All} FROM vouchings WHERE image = $1 ORDER BY id LIMIT $2", static row => VouchingColumns.Map(row), image, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<QueuedArtifact>> ListQueueAsync(int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT id, repository, digest, is_image FROM vouching_queue ORDER BY id LIMIT $1", static row => new QueuedArtifact(row.GetInt64(0), RepositoryName.Parse(row.GetString(1)), row.GetDigest(2), row.GetInt64(3) != 0), Math.Max(limit, 0)), cancellationToken);

    public Task EndAsync(QueuedArtifact artifact, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("DELETE FROM vouching_queue WHERE id = $1", artifact.Id), cancellationToken);

    public Task KeepProofAsync(Digest image, KeptProof proof, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync("""
        INSERT INTO content_proofs(image, keys, report, made_at) VALUES($1, $2, $3, $4)
        ON CONFLICT(image) DO UPDATE SET keys = excluded.keys, report = excluded.report, made_at = excluded.made_at
        """, image, proof.Keys, proof.Report, proof.MadeAt), cancellationToken);

    public async ValueTask<KeptProof?> FindProofAsync(Digest image, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.FirstAsync("SELECT keys, report, made_at FROM content_proofs WHERE image = $1", static row => new KeptProof(row.GetString(0), row.GetBytes(1), row.GetTime(2)), image), cancellationToken);

    public async ValueTask<IReadOnlyList<TagMoveRecord>> ListUnboundAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync(VouchingColumns.Unbound + "$1", static row => VouchingColumns.MapMove(row), Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<VouchingRecord>> ListExpiringAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {VouchingColumns.All} FROM vouchings WHERE expires_at < $1 ORDER BY expires_at LIMIT $2", static row => VouchingColumns.Map(row), before, Math.Max(limit, 0)), cancellationToken);

    public Task LetExpireAsync(long id, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("UPDATE vouchings SET expires_at = NULL WHERE id = $1", id), cancellationToken);

    public Task BindAsync(IReadOnlyList<VouchingRecord> records, IReadOnlyList<long> moves, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        foreach (var record in InOrder(records))
        {
            await session.ExecuteAsync("UPDATE vouchings SET expires_at = NULL WHERE subject = $1 AND predicate_type = $2 AND expires_at IS NOT NULL", record.Subject, record.PredicateType);
            await session.ExecuteAsync("""
                DELETE FROM vouchings WHERE subject = $1 AND predicate_type = $2 AND sequence = $3
                  AND id > (SELECT min(id) FROM vouchings WHERE subject = $1 AND predicate_type = $2 AND sequence = $3)
                """, record.Subject, record.PredicateType, record.Sequence);
            await AddAsync(session, record);
        }
        return await session.ExecuteAsync("DELETE FROM tag_binding_queue WHERE move = ANY($1)", moves.Order().ToArray());
    }, cancellationToken);

    /// <summary>Several writers meet the same rows in the same order.</summary>
    private static IEnumerable<VouchingRecord> InOrder(IReadOnlyList<VouchingRecord> records) => records.OrderBy(record => record.Subject, StringComparer.Ordinal).ThenBy(record => record.BundleDigest.Value, StringComparer.Ordinal);

    private static Task<int> AddAsync(PostgresSession session, VouchingRecord record) => session.ExecuteAsync($"""
        INSERT INTO vouchings AS v({VouchingColumns.Values}) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT(subject, bundle_digest, repository) DO UPDATE SET artifact = coalesce(v.artifact, excluded.artifact), verdict = excluded.verdict, identity = excluded.identity, issuer = excluded.issuer,
          reason = excluded.reason, signed_at = excluded.signed_at
        """, record.Subject, record.PredicateType, record.Repository, record.Artifact, record.BundleDigest, record.Bundle, record.Verdict, record.Identity, record.Issuer, record.Reason, record.SignedAt,
        record.Image, record.Tag, record.Sequence, record.MadeAt, record.ExpiresAt);
}
