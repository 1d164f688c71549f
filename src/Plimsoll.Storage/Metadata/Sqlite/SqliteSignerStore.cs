using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Signers of repositories in SQLite.</summary>
internal sealed class SqliteSignerStore(SqliteDatabase database, SqliteVersions versions) : ISignerStore
{
    public ValueTask<SignerPin?> FindPinAsync(RepositoryName repository, CancellationToken cancellationToken) => Read(session => Pin(session, repository));

    public Task<SignerPin> PinFirstAsync(SignerPin pin, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (Pin(session, pin.Repository) is { } there) return there;
        Insert(session, pin);
        AuditRows.Insert(session, audit);
        return pin;
    }, cancellationToken);

    public Task RepinAsync(RepositoryName repository, SignerPin? pin, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM signer_pins WHERE repository = ?1", repository);
        if (pin is not null) Expect(session, pin);
        AuditRows.Insert(session, audit);
        return true;
    }, () => versions.Changed(repository), cancellationToken);

    public Task<bool> RotateAsync(SignerPin expected, SignerPin next, Digest statement, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (Pin(session, next.Repository) is not { } pin || !pin.IsOf(expected.Identity, expected.Issuer)) return false;
        if (session.Execute("INSERT INTO signer_rotations(repository, statement, applied_at) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING", next.Repository, statement, next.PinnedAt) == 0) return false;
        session.Execute("DELETE FROM signer_pins WHERE repository = ?1", next.Repository);
        Expect(session, next);
        AuditRows.Insert(session, audit);
        return true;
    }, () => versions.Changed(next.Repository), cancellationToken);

    public Task<bool> HoldAsync(SignerHold hold, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var isNew = session.Execute($"INSERT INTO signer_holds({VouchingColumns.HoldValues}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
            hold.Repository, hold.Image, hold.Artifact, hold.Identity, hold.Issuer, hold.State, hold.IsEnforced ? 1 : 0, hold.MadeAt, hold.DecidedAt, hold.DecidedBy) > 0;
        if (isNew) AuditRows.Insert(session, audit);
        return isNew;
    }, () => versions.Changed(hold.Repository), cancellationToken);

    public async Task<SignerHold?> DecideAsync(long id, bool isApproved, string by, DateTimeOffset at, AuditEvent audit, CancellationToken cancellationToken)
    {
        var decided = await database.WriteAsync(session =>
        {
            if (session.Execute("UPDATE signer_holds SET state = ?2, decided_at = ?3, decided_by = ?4 WHERE id = ?1 AND state = 'waiting'", id, isApproved ? "approved" : "rejected", at, by) == 0) return null;
            AuditRows.Insert(session, audit);
            return Hold(session, id);
        }, cancellationToken);
        if (decided is not null) versions.Changed(decided.Repository);
        return decided;
    }

    public ValueTask<SignerHold?> FindHoldAsync(long id, CancellationToken cancellationToken) => Read(session => Hold(session, id));

    public ValueTask<IReadOnlyList<SignerHold>> ListHoldsAsync(RepositoryName? repository, string? state, long after, int limit, CancellationToken cancellationToken) => Read<IReadOnlyList<SignerHold>>(session => session.All(
        $"SELECT {VouchingColumns.Hold} FROM signer_holds WHERE repository = coalesce(?1, repository) AND state = coalesce(?2, state) AND id > ?3 ORDER BY id LIMIT ?4",
        static row => VouchingColumns.MapHold(row), repository?.Value, state, after, Math.Max(limit, 0)));

    public ValueTask<bool> IsWithheldAsync(RepositoryName repository, Digest image, CancellationToken cancellationToken) =>
        Read(session => session.Exists("""
        WITH RECURSIVE reached(digest) AS (
          SELECT ?2 UNION SELECT c.child FROM reached r JOIN manifests m ON m.digest = r.digest AND m.repository_id = (SELECT id FROM repositories WHERE name = ?1) JOIN manifest_children c ON c.manifest_id = m.id)
        -- +: nearly no repository has anything that waits; the walk begins only where one has, and not with every pull by tag.
        SELECT 1 FROM signer_holds WHERE repository = ?1 AND +image IN (SELECT digest FROM reached) AND state <> 'approved' AND enforced = 1
        """, repository, image));

    private static SignerPin? Pin(SqliteSession session, RepositoryName repository) =>
        session.First($"SELECT {VouchingColumns.Pin} FROM signer_pins WHERE repository = ?1", static row => VouchingColumns.MapPin(row), repository);

    private static SignerHold? Hold(SqliteSession session, long id) => session.First($"SELECT {VouchingColumns.Hold} FROM signer_holds WHERE id = ?1", static row => VouchingColumns.MapHold(row), id);

    /// <summary>What waits because of who is expected now is settled.</summary>
    private static void Expect(SqliteSession session, SignerPin pin)
    {
        Insert(session, pin);
        session.Execute("UPDATE signer_holds SET state = 'approved', decided_at = ?4, decided_by = ?5 WHERE repository = ?1 AND identity = ?2 AND coalesce(issuer, '') = coalesce(?3, '') AND state = 'waiting'",
            pin.Repository, pin.Identity, pin.Issuer, pin.PinnedAt, pin.PinnedBy);
    }

    private static void Insert(SqliteSession session, SignerPin pin) =>
        session.Execute($"INSERT INTO signer_pins({VouchingColumns.Pin}) VALUES(?1, ?2, ?3, ?4, ?5)", pin.Repository, pin.Identity, pin.Issuer, pin.PinnedAt, pin.PinnedBy);

    private ValueTask<T> Read<T>(Func<SqliteSession, T> query) => ValueTask.FromResult(database.Read(query));
}
