using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Identities;

/// <summary>Rows of credentials and signing keys.</summary>
internal static class CredentialRows
{
    public static async Task AddAsync(PostgresSession session, CredentialRecord credential)
    {
        // Those that another change is just sweeping are passed over.
        session.Queue("""
            DELETE FROM credentials WHERE id IN (SELECT id FROM credentials WHERE expires_at <= $1 AND kind IN ('session', 'refresh') FOR UPDATE SKIP LOCKED)
            """, credential.CreatedAt);
        // Nobody may disable the account meanwhile; and of two secrets of one robot, the second has to count the first.
        var hold = credential.Kind == CredentialKind.Robot ? "FOR NO KEY UPDATE" : "FOR SHARE";
        if (!await session.ExistsAsync("SELECT 1 FROM principals WHERE id = $1 AND NOT disabled " + hold, credential.PrincipalId)) throw new RefusedChangeException(IdentityChange.Unknown);
        if (credential.Kind == CredentialKind.Robot && await CountLiveAsync(session, credential) >= CredentialColumns.LiveSecrets) throw new RefusedChangeException(IdentityChange.TooManySecrets);
        session.Queue("INSERT INTO credentials(" + CredentialColumns.All + ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)",
            credential.Id, CredentialKinds.NameOf(credential.Kind), credential.PrincipalId, credential.ParentId, credential.Hash, credential.Name,
            TextList.Join(credential.Paths), TextList.Join(credential.Permissions), credential.CreatedAt, credential.ExpiresAt);
    }

    public static Task<CredentialRecord?> FindAsync(PostgresSession session, ReadOnlyMemory<byte> hash) =>
        session.FirstAsync("SELECT " + CredentialColumns.All + " FROM credentials WHERE hash = $1", CredentialColumns.Map, hash);

    public static Task<CredentialRecord?> FindAsync(PostgresSession session, Guid id) =>
        session.FirstAsync("SELECT " + CredentialColumns.All + " FROM credentials WHERE id = $1", CredentialColumns.Map, id);

    public static Task<List<CredentialRecord>> ListAsync(PostgresSession session, long principalId, CredentialKind kind, Guid? after, int limit) =>
        session.AllAsync("SELECT " + CredentialColumns.All + " FROM credentials WHERE principal_id = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4", CredentialColumns.Map,
            principalId, CredentialKinds.NameOf(kind), after ?? Guid.Empty, limit);

    public static Task<int> TouchAsync(PostgresSession session, Guid id, DateTimeOffset usedAt, DateTimeOffset expiresAt) =>
        session.ExecuteAsync("UPDATE credentials SET last_used_at = $2, expires_at = $3 WHERE id = $1", id, usedAt, expiresAt);

    public static async Task RemoveAsync(PostgresSession session, long principalId, Guid id)
    {
        if (await session.ExecuteAsync("DELETE FROM credentials WHERE id = $1 AND principal_id = $2", id, principalId) == 0) throw new RefusedChangeException(IdentityChange.Unknown);
    }

    public static async Task<IReadOnlyList<SigningKeyRecord>> EnsureSigningKeyAsync(PostgresSession session, SigningKeyRecord candidate)
    {
        // Of two servers that start for the first time at once, the second waits here and finds the key of the first.
        session.QueueLock("SELECT 1 FROM identity_version FOR UPDATE");
        session.Queue("INSERT INTO signing_keys(id, pkcs8, created_at) SELECT $1, $2, $3 WHERE NOT EXISTS(SELECT 1 FROM signing_keys)",
            candidate.Id, candidate.Pkcs8, candidate.CreatedAt);
        return await session.AllAsync("SELECT " + CredentialColumns.OfKey + " FROM signing_keys ORDER BY created_at DESC, id", CredentialColumns.MapKey);
    }

    private static async Task<long> CountLiveAsync(PostgresSession session, CredentialRecord credential) =>
        (await session.NumberAsync("SELECT count(*) FROM credentials WHERE principal_id = $1 AND kind = 'robot' AND expires_at > $2", credential.PrincipalId, credential.CreatedAt))!.Value;
}
