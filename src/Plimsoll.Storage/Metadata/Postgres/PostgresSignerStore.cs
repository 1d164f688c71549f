using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Signers of repositories in PostgreSQL. Who changes them holds the row of the repository.</summary>
internal sealed class PostgresSignerStore(PostgresDatabase database) : ISignerStore
{
    public async ValueTask<SignerPin?> FindPinAsync(RepositoryName repository, CancellationToken cancellationToken) => await database.ReadAsync(session => PinAsync(session, repository), cancellationToken);

    public Task<SignerPin> PinFirstAsync(SignerPin pin, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        await RepositoryRows.LockAsync(session, pin.Repository);
        if (await PinAsync(session, pin.Repository) is { } there) return there;
        Insert(session, pin);
        AuditRows.Insert(session, audit);
        await session.FlushAsync();
        return pin;
    }, cancellationToken);

    public Task RepinAsync(RepositoryName repository, SignerPin? pin, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var row = await RepositoryRows.LockAsync(session, repository);
        session.Queue("DELETE FROM signer_pins WHERE repository = $1", repository);
        if (pin is not null) Expect(session, pin);
        if (row is { } id) RepositoryRows.Changed(session, id);
        AuditRows.Insert(session, audit);
        await session.FlushAsync();
        return true;
    }, cancellationToken);

    public Task<bool> RotateAsync(SignerPin expected, SignerPin next, Digest statement, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var row = await RepositoryRows.LockAsync(session, next.Repository);
        if (await PinAsync(session, next.Repository) is not { } pin || !pin.IsOf(expected.Identity, expected.Issuer)) return false;
        if (await session.ExecuteAsync("INSERT INTO signer_rotations(repository, statement, applied_at) VALUES($1, $2, $3) ON CONFLICT DO NOTHING", next.Repository, statement, next.PinnedAt) == 0) return false;
        session.Queue("DELETE FROM signer_pins WHERE repository = $1", next.Repository);
        Expect(session, next);
        if (row is { } id) RepositoryRows.Changed(session, id);
        AuditRows.Insert(session, audit);
        await session.FlushAsync();
        return true;
    }, cancellationToken);

    public Task<bool> HoldAsync(SignerHold hold, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var row = await RepositoryRows.LockAsync(session, hold.Repository);
        var isNew = await session.ExecuteAsync($"INSERT INTO signer_holds({VouchingColumns.HoldValues}) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            hold.Repository, hold.Image, hold.Artifact, hold.Identity, hold.Issuer, hold.State, hold.IsEnforced ? 1L : 0L, hold.MadeAt, hold.DecidedAt, hold.DecidedBy) > 0;
        if (!isNew) return false;
        if (row is { } id) RepositoryRows.Changed(session, id);
        AuditRows.Insert(session, audit);
        await session.FlushAsync();
        return true;
    }, cancellationToken);

    public Task<SignerHold?> DecideAsync(long id, bool isApproved, string by, DateTimeOffset at, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await HoldAsync(session, id) is not { } hold) return null;
        var row = await RepositoryRows.LockAsync(session, hold.Repository);
        if (await session.ExecuteAsync("UPDATE signer_holds SET state = $2, decided_at = $3, decided_by = $4 WHERE id = $1 AND state = 'waiting'", id, isApproved ? "approved" : "rejected", at, by) == 0) return null;
        if (row is { } repository) RepositoryRows.Changed(session, repository);
        AuditRows.Insert(session, audit);
        await session.FlushAsync();
        return await HoldAsync(session, id);
    }, cancellationToken);

    public async ValueTask<SignerHold?> FindHoldAsync(long id, CancellationToken cancellationToken) => await database.ReadAsync(session => HoldAsync(session, id), cancellationToken);

    public async ValueTask<IReadOnlyList<SignerHold>> ListHoldsAsync(RepositoryName? repository, string? state, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        $"SELECT {VouchingColumns.Hold} FROM signer_holds WHERE repository = coalesce($1, repository) AND state = coalesce($2, state) AND id > $3 ORDER BY id LIMIT $4",
        static row => VouchingColumns.MapHold(row), repository?.Value, state, after, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<bool> IsWithheldAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.ExistsAsync("""
        WITH RECURSIVE reached(digest) AS (
          SELECT $2::text COLLATE "C" UNION SELECT c.child FROM reached r JOIN manifests m ON m.digest = r.digest AND m.repository_id = (SELECT id FROM repositories WHERE name = $1) JOIN manifest_children c ON c.manifest_id = m.id)
        SELECT 1 FROM signer_holds WHERE repository = $1 AND image IN (SELECT digest COLLATE "default" FROM reached) AND state <> 'approved' AND enforced = 1
        """, repository, image), cancellationToken);

    private static Task<SignerPin?> PinAsync(PostgresSession session, RepositoryName repository) =>
        session.FirstAsync($"SELECT {VouchingColumns.Pin} FROM signer_pins WHERE repository = $1", static row => VouchingColumns.MapPin(row), repository);

    private static Task<SignerHold?> HoldAsync(PostgresSession session, long id) => session.FirstAsync($"SELECT {VouchingColumns.Hold} FROM signer_holds WHERE id = $1", static row => VouchingColumns.MapHold(row), id);

    /// <summary>What waits because of who is expected now is settled.</summary>
    private static void Expect(PostgresSession session, SignerPin pin)
    {
        Insert(session, pin);
        session.Queue("UPDATE signer_holds SET state = 'approved', decided_at = $4, decided_by = $5 WHERE repository = $1 AND identity = $2 AND coalesce(issuer, '') = coalesce($3, '') AND state = 'waiting'",
            pin.Repository, pin.Identity, pin.Issuer, pin.PinnedAt, pin.PinnedBy);
    }

    private static void Insert(PostgresSession session, SignerPin pin) =>
        session.Queue($"INSERT INTO signer_pins({VouchingColumns.Pin}) VALUES($1, $2, $3, $4, $5)", pin.Repository, pin.Identity, pin.Issuer, pin.PinnedAt, pin.PinnedBy);
}
