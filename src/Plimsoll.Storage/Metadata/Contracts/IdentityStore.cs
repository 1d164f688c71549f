namespace Plimsoll.Storage.Metadata;

/// <summary>What a change to accounts, groups, grants or credentials came to. Only <see cref="Done"/> changed anything.</summary>
public enum IdentityChange
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>What should be changed does not exist.</summary>
    Unknown,

    /// <summary>What should be made exists already.</summary>
    Exists,

    /// <summary>Nobody would be left who can administer the server.</summary>
    LastAdministrator,

    /// <summary>A robot has two live secrets: one must be revoked, or expire, before the next is made.</summary>
    TooManySecrets,
}

/// <summary>A user or robot to be made.</summary>
/// <param name="Kind">User or robot.</param>
/// <param name="Name">Name, without prefix; the caller has checked its grammar.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="PasswordHash">Hash of a user's password; null for robots.</param>
/// <param name="Paths">Path globs that bound it; null for no bound.</param>
/// <param name="At">Now.</param>
/// <param name="By">Who makes it.</param>
public sealed record NewPrincipal(PrincipalKind Kind, string Name, string Description, string? PasswordHash, IReadOnlyList<string>? Paths, DateTimeOffset At, string By)
{
    /// <summary>Roles granted in the same transaction: role and path glob.</summary>
    public IReadOnlyList<(string Role, string Path)> Grants { get; init; } = [];

    /// <summary>A first secret, made in the same transaction; its <see cref="CredentialRecord.PrincipalId"/> is filled in.</summary>
    public CredentialRecord? Secret { get; init; }
}

/// <summary>
/// Accounts, groups, grants, credentials and signing keys. Every change writes its audit event in the same transaction; a change that comes to anything
/// but <see cref="IdentityChange.Done"/> leaves nothing behind, not even the event.
/// </summary>
public interface IIdentityStore
{
    /// <summary>Everything that decides what somebody may do, at one moment.</summary>
    ValueTask<DirectoryRecord> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The <see cref="DirectoryRecord.Version"/> at a moment after the call began. Completes at once where one process has the database for itself.</summary>
    ValueTask<long> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Hash of a user's password; null when there is no such user.</summary>
    ValueTask<string?> FindPasswordAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Makes the first user, administrator of everything. False when there is a user already.</summary>
    Task<bool> AddFirstUserAsync(NewPrincipal user, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Makes a user or robot.</summary>
    Task<IdentityChange> AddPrincipalAsync(NewPrincipal principal, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Lets an account log in, or no longer. Disabling ends its sessions and refresh tokens.</summary>
    Task<IdentityChange> SetDisabledAsync(long principalId, bool disabled, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes an account with its grants, memberships and credentials.</summary>
    Task<IdentityChange> RemovePrincipalAsync(long principalId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Sets a new password and ends the sessions and refresh tokens of the user.</summary>
    Task<IdentityChange> SetPasswordAsync(long userId, string passwordHash, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Keeps the password but stores it as hashed with newer parameters; does nothing when the password was changed meanwhile.</summary>
    Task RehashPasswordAsync(long userId, string oldHash, string newHash, CancellationToken cancellationToken);

    /// <summary>Makes a group.</summary>
    Task<IdentityChange> AddGroupAsync(string name, string description, DateTimeOffset at, string by, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes a group with its grants.</summary>
    Task<IdentityChange> RemoveGroupAsync(string name, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Takes a user into a group.</summary>
    Task<IdentityChange> AddMemberAsync(string group, long userId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Takes a user out of a group.</summary>
    Task<IdentityChange> RemoveMemberAsync(string group, long userId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Binds a role. <see cref="GrantRecord.Id"/> of the argument is ignored. Unknown when the subject does not exist.</summary>
    /// <returns>What it came to, and the number of the grant (the old one for <see cref="IdentityChange.Exists"/>).</returns>
    Task<(IdentityChange Change, long Id)> AddGrantAsync(GrantRecord grant, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Takes a grant back.</summary>
    Task<IdentityChange> RemoveGrantAsync(long id, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Stores a credential; sessions and refresh tokens that expired are swept in passing. A robot's third live secret is refused.</summary>
    /// <param name="credential">The credential; its <see cref="CredentialRecord.CreatedAt"/> counts as now.</param>
    /// <param name="audit">The event; null where the caller records it otherwise.</param>
    /// <param name="cancellationToken">Cancels the wait, not the change.</param>
    Task<IdentityChange> AddCredentialAsync(CredentialRecord credential, AuditEvent? audit, CancellationToken cancellationToken);

    /// <summary>The credential with this SHA-256 of its secret, expired or not; null when there is none.</summary>
    ValueTask<CredentialRecord?> FindCredentialAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>The credential with this id, expired or not; null when there is none.</summary>
    ValueTask<CredentialRecord?> FindCredentialAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Credentials of an account, oldest first, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<CredentialRecord>> ListCredentialsAsync(long principalId, CredentialKind kind, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Notes that a credential was used, and moves its expiry.</summary>
    Task TouchCredentialAsync(Guid id, DateTimeOffset usedAt, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Ends a credential of an account, with those that were obtained with it.</summary>
    Task<IdentityChange> RemoveCredentialAsync(long principalId, Guid id, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Signing keys, newest first. Stores <paramref name="candidate"/> when there is none yet, so that of two first starts one key wins.</summary>
    Task<IReadOnlyList<SigningKeyRecord>> EnsureSigningKeyAsync(SigningKeyRecord candidate, CancellationToken cancellationToken);
}
