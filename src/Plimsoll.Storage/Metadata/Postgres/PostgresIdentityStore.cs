using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Identities;
using Plimsoll.Storage.Metadata.Postgres.Replicas;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Accounts, groups, grants, credentials and signing keys in PostgreSQL.</summary>
internal sealed class PostgresIdentityStore(PostgresDatabase db, PostgresVersions versions) : IIdentityStore
{
    public async ValueTask<DirectoryRecord> LoadAsync(CancellationToken cancellationToken) => await db.ReadSnapshotAsync(DirectoryRows.LoadAsync, cancellationToken);

    public ValueTask<long> VersionAsync(CancellationToken cancellationToken) => versions.ReadIdentitiesAsync(cancellationToken);

    public async ValueTask<string?> FindPasswordAsync(long userId, CancellationToken cancellationToken) => await db.ReadAsync(
        s => s.FirstAsync("SELECT password_hash FROM principals WHERE id = $1 AND kind = 'user'", static row => row.GetStringOrNull(0), userId), cancellationToken);

    public Task<bool> AddFirstUserAsync(NewPrincipal user, AuditEvent audit, CancellationToken cancellationToken) => db.WriteAsync(async s =>
    {
        s.QueueLock("SELECT 1 FROM identity_version FOR UPDATE");
        if (await s.ExistsAsync("SELECT 1 FROM principals WHERE kind = 'user'")) return false;
        DirectoryRows.Change(s);
        await PrincipalRows.AddAsync(s, user);
        AuditRows.Insert(s, audit);
        return true;
    }, cancellationToken);

    public Task<IdentityChange> AddPrincipalAsync(NewPrincipal principal, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.AddAsync(s, principal), audit, cancellationToken);

    public Task<IdentityChange> SetDisabledAsync(long principalId, bool disabled, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.SetDisabledAsync(s, principalId, disabled), audit, cancellationToken);

    public Task<IdentityChange> RemovePrincipalAsync(long principalId, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.RemoveAsync(s, principalId), audit, cancellationToken);

    public Task<IdentityChange> SetPasswordAsync(long userId, string passwordHash, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.SetPasswordAsync(s, userId, passwordHash), audit, cancellationToken);

    public Task RehashPasswordAsync(long userId, string oldHash, string newHash, CancellationToken cancellationToken) => db.WriteAsync(
        s => s.ExecuteAsync("UPDATE principals SET password_hash = $3 WHERE id = $1 AND password_hash = $2", userId, oldHash, newHash), cancellationToken);

    public Task<IdentityChange> AddGroupAsync(string name, string description, DateTimeOffset at, string by, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.AddGroupAsync(s, name, description, at, by), audit, cancellationToken);

    public Task<IdentityChange> RemoveGroupAsync(string name, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.RemoveGroupAsync(s, name), audit, cancellationToken);

    public Task<IdentityChange> AddMemberAsync(string group, long userId, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.AddMemberAsync(s, group, userId), audit, cancellationToken);

    public Task<IdentityChange> RemoveMemberAsync(string group, long userId, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.RemoveMemberAsync(s, group, userId), audit, cancellationToken);

    public async Task<(IdentityChange Change, long Id)> AddGrantAsync(GrantRecord grant, AuditEvent audit, CancellationToken cancellationToken)
    {
        var change = await ChangeAsync(s => GrantRows.AddAsync(s, grant), audit, cancellationToken);
        return (change, await db.ReadAsync(s => GrantRows.FindAsync(s, grant), cancellationToken) ?? 0);
    }

    public Task<IdentityChange> RemoveGrantAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(s => GrantRows.RemoveAsync(s, id), audit, cancellationToken);

    public Task<IdentityChange> AddCredentialAsync(CredentialRecord credential, AuditEvent? audit, CancellationToken cancellationToken) =>
        // A new credential alters nobody's rights, and logins are many: they need not wait for each other.
        RunAsync(s => CredentialRows.AddAsync(s, credential), audit, cancellationToken);

    public async ValueTask<CredentialRecord?> FindCredentialAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        await db.ReadAsync(s => CredentialRows.FindAsync(s, hash), cancellationToken);

    public async ValueTask<CredentialRecord?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) => await db.ReadAsync(s => CredentialRows.FindAsync(s, id), cancellationToken);

    public async ValueTask<IReadOnlyList<CredentialRecord>> ListCredentialsAsync(long principalId, CredentialKind kind, Guid? after, int limit, CancellationToken cancellationToken) =>
        await db.ReadAsync(s => CredentialRows.ListAsync(s, principalId, kind, after, limit), cancellationToken);

    public Task TouchCredentialAsync(Guid id, DateTimeOffset usedAt, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        db.WriteAsync(s => CredentialRows.TouchAsync(s, id, usedAt, expiresAt), cancellationToken);

    public Task<IdentityChange> RemoveCredentialAsync(long principalId, Guid id, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => CredentialRows.RemoveAsync(s, principalId, id), audit, cancellationToken);

    public Task<IReadOnlyList<SigningKeyRecord>> EnsureSigningKeyAsync(SigningKeyRecord candidate, CancellationToken cancellationToken) =>
        db.WriteAsync(s => CredentialRows.EnsureSigningKeyAsync(s, candidate), cancellationToken);

    /// <summary>Runs a change that can alter what somebody may do; one at a time.</summary>
    private Task<IdentityChange> ChangeAsync(Func<PostgresSession, Task> change, AuditEvent audit, CancellationToken cancellationToken) => RunAsync(s =>
    {
        DirectoryRows.Change(s);
        return change(s);
    }, audit, cancellationToken);

    private async Task<IdentityChange> RunAsync(Func<PostgresSession, Task> change, AuditEvent? audit, CancellationToken cancellationToken)
    {
        try
        {
            return await db.WriteAsync(async s =>
            {
                await change(s);
                if (audit is not null) AuditRows.Insert(s, audit);
                return IdentityChange.Done;
            }, cancellationToken);
        }
        catch (RefusedChangeException refused)
        {
            return refused.Outcome;
        }
    }
}
