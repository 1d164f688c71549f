using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Identities;

/// <summary>Rows of credentials and signing keys.</summary>
internal static class CredentialRows
{
    public static IdentityChange Add(SqliteSession session, CredentialRecord credential)
    {
        session.Execute("DELETE FROM credentials WHERE expires_at <= ?1 AND kind IN ('session', 'refresh')", credential.CreatedAt);
        if (!session.Exists("SELECT 1 FROM principals WHERE id = ?1 AND disabled = 0", credential.PrincipalId)) throw new RefusedChangeException(IdentityChange.Unknown);
        if (credential.Kind == CredentialKind.Robot && CountLive(session, credential) >= CredentialColumns.LiveSecrets) throw new RefusedChangeException(IdentityChange.TooManySecrets);
        session.Execute("INSERT INTO credentials(" + CredentialColumns.All + ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL)",
            credential.Id, CredentialKinds.NameOf(credential.Kind), credential.PrincipalId, credential.ParentId is { } parent ? parent : default(SqliteValue), credential.Hash, credential.Name,
            TextList.Join(credential.Paths), TextList.Join(credential.Permissions), credential.CreatedAt, credential.ExpiresAt);
        return IdentityChange.Done;
    }

    public static CredentialRecord? Find(SqliteSession session, ReadOnlyMemory<byte> hash) =>
        session.First("SELECT " + CredentialColumns.All + " FROM credentials WHERE hash = ?1", CredentialColumns.Map, hash);

    public static CredentialRecord? Find(SqliteSession session, Guid id) =>
        session.First("SELECT " + CredentialColumns.All + " FROM credentials WHERE id = ?1", CredentialColumns.Map, id);

    public static List<CredentialRecord> List(SqliteSession session, long principalId, CredentialKind kind, Guid? after, int limit) =>
        session.All("SELECT " + CredentialColumns.All + " FROM credentials WHERE principal_id = ?1 AND kind = ?2 AND id > ?3 ORDER BY id LIMIT ?4", CredentialColumns.Map,
            principalId, CredentialKinds.NameOf(kind), after ?? Guid.Empty, limit);

    public static int Touch(SqliteSession session, Guid id, DateTimeOffset usedAt, DateTimeOffset expiresAt) =>
        session.Execute("UPDATE credentials SET last_used_at = ?2, expires_at = ?3 WHERE id = ?1", id, usedAt, expiresAt);

    public static IdentityChange Remove(SqliteSession session, long principalId, Guid id)
    {
        if (session.Execute("DELETE FROM credentials WHERE id = ?1 AND principal_id = ?2", id, principalId) == 0) throw new RefusedChangeException(IdentityChange.Unknown);
        DirectoryRows.Changed(session);
        return IdentityChange.Done;
    }

    public static IReadOnlyList<SigningKeyRecord> EnsureSigningKey(SqliteSession session, SigningKeyRecord candidate)
    {
        session.Execute("INSERT INTO signing_keys(id, pkcs8, created_at) SELECT ?1, ?2, ?3 WHERE NOT EXISTS(SELECT 1 FROM signing_keys)",
            candidate.Id, candidate.Pkcs8, candidate.CreatedAt);
        return session.All("SELECT " + CredentialColumns.OfKey + " FROM signing_keys ORDER BY created_at DESC, id", CredentialColumns.MapKey);
    }

    private static long CountLive(SqliteSession session, CredentialRecord credential) =>
        session.Number("SELECT count(*) FROM credentials WHERE principal_id = ?1 AND kind = 'robot' AND expires_at > ?2", credential.PrincipalId, credential.CreatedAt)!.Value;
}
