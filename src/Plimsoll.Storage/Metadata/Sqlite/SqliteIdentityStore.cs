using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Identities;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Accounts, groups, grants, credentials and signing keys in SQLite.</summary>
internal sealed class SqliteIdentityStore(SqliteDatabase db, SqliteVersions versions) : IIdentityStore
{
    public ValueTask<DirectoryRecord> LoadAsync(CancellationToken cancellationToken) => new(db.ReadSnapshot(DirectoryRows.Load));

    public ValueTask<long> VersionAsync(CancellationToken cancellationToken) => new(versions.Identities);

    public ValueTask<string?> FindPasswordAsync(long userId, CancellationToken cancellationToken) =>
        new(db.Read(s => s.First("SELECT password_hash FROM principals WHERE id = ?1 AND kind = 'user'", static row => row.GetStringOrNull(0), userId)));

    public Task<bool> AddFirstUserAsync(NewPrincipal user, AuditEvent audit, CancellationToken cancellationToken) => WriteAsync(s =>
    {
        if (s.Exists("SELECT 1 FROM principals WHERE kind = 'user'")) return false;
        PrincipalRows.Add(s, user);
        AuditRows.Insert(s, audit);
        return true;
    }, cancellationToken);

    public Task<IdentityChange> AddPrincipalAsync(NewPrincipal principal, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.Add(s, principal), audit, cancellationToken);

    public Task<IdentityChange> SetDisabledAsync(long principalId, bool disabled, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.SetDisabled(s, principalId, disabled), audit, cancellationToken);

    public Task<IdentityChange> RemovePrincipalAsync(long principalId, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.Remove(s, principalId), audit, cancellationToken);

    public Task<IdentityChange> SetPasswordAsync(long userId, string passwordHash, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => PrincipalRows.SetPassword(s, userId, passwordHash), audit, cancellationToken);

    public Task RehashPasswordAsync(long userId, string oldHash, string newHash, CancellationToken cancellationToken) =>
        db.WriteAsync(s => s.Execute("UPDATE principals SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2", userId, oldHash, newHash), cancellationToken);

    public Task<IdentityChange> AddGroupAsync(string name, string description, DateTimeOffset at, string by, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.AddGroup(s, name, description, at, by), audit, cancellationToken);

    public Task<IdentityChange> RemoveGroupAsync(string name, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.RemoveGroup(s, name), audit, cancellationToken);

    public Task<IdentityChange> AddMemberAsync(string group, long userId, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.AddMember(s, group, userId), audit, cancellationToken);

    public Task<IdentityChange> RemoveMemberAsync(string group, long userId, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.RemoveMember(s, group, userId), audit, cancellationToken);

    public async Task<(IdentityChange Change, long Id)> AddGrantAsync(GrantRecord grant, AuditEvent audit, CancellationToken cancellationToken)
    {
        var change = await ChangeAsync(s =>
        {
            GrantRows.Add(s, grant);
            return IdentityChange.Done;
        }, audit, cancellationToken);
        return (change, db.Read(s => GrantRows.Find(s, grant)) ?? 0);
    }

    public Task<IdentityChange> RemoveGrantAsync(long id, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => GrantRows.Remove(s, id), audit, cancellationToken);

    public Task<IdentityChange> AddCredentialAsync(CredentialRecord credential, AuditEvent? audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => CredentialRows.Add(s, credential), audit, cancellationToken);

    public ValueTask<CredentialRecord?> FindCredentialAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) => new(db.Read(s => CredentialRows.Find(s, hash)));

    public ValueTask<CredentialRecord?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) => new(db.Read(s => CredentialRows.Find(s, id)));

    public ValueTask<IReadOnlyList<CredentialRecord>> ListCredentialsAsync(
        long principalId, CredentialKind kind, Guid? after, int limit, CancellationToken cancellationToken) =>
        new(db.Read(s => CredentialRows.List(s, principalId, kind, after, limit)));

    public Task TouchCredentialAsync(Guid id, DateTimeOffset usedAt, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        db.WriteAsync(s => CredentialRows.Touch(s, id, usedAt, expiresAt), cancellationToken);

    public Task<IdentityChange> RemoveCredentialAsync(long principalId, Guid id, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangeAsync(s => CredentialRows.Remove(s, principalId, id), audit, cancellationToken);

    public Task<IReadOnlyList<SigningKeyRecord>> EnsureSigningKeyAsync(SigningKeyRecord candidate, CancellationToken cancellationToken) =>
        db.WriteAsync(s => CredentialRows.EnsureSigningKey(s, candidate), cancellationToken);

    private async Task<IdentityChange> ChangeAsync(Func<SqliteSession, IdentityChange> change, AuditEvent? audit, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(s =>
            {
                var outcome = change(s);
                if (audit is not null) AuditRows.Insert(s, audit);
                return outcome;
            }, cancellationToken);
        }
        catch (RefusedChangeException refused)
        {
            return refused.Outcome;
        }
    }

    private Task<T> WriteAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken) =>
        db.WriteAsync(change, () => versions.IdentitiesChanged(db.Read(DirectoryRows.Version)), cancellationToken);
}
