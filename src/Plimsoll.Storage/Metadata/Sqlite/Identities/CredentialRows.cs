using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Identities;

/// <summary>Rows of credentials and signing keys.</summary>
internal static class CredentialRows
{
    /// <summary>So many live secrets let a robot go over from one to the next without a gap.</summary>
    private const int LiveSecrets = 2;

    private const string Columns = "id, kind, principal_id, parent_id, hash, name, paths, permissions, created_at, expires_at, last_used_at";

    public static IdentityChange Add(SqliteSession session, CredentialRecord credential)
    {
        session.Execute("DELETE FROM credentials WHERE expires_at <= ?1 AND kind IN ('session', 'refresh')", credential.CreatedAt);
        if (!session.Exists("SELECT 1 FROM principals WHERE id = ?1 AND disabled = 0", credential.PrincipalId)) throw new RefusedChangeException(IdentityChange.Unknown);
        if (credential.Kind == CredentialKind.Robot && CountLive(session, credential) >= LiveSecrets) throw new RefusedChangeException(IdentityChange.TooManySecrets);
        session.Execute("INSERT INTO credentials(" + Columns + ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL)",
            credential.Id, CredentialKinds.NameOf(credential.Kind), credential.PrincipalId, credential.ParentId is { } parent ? parent : default(SqliteValue), credential.Hash, credential.Name,
            TextList.Join(credential.Paths), TextList.Join(credential.Permissions), credential.CreatedAt, credential.ExpiresAt);
        return IdentityChange.Done;
    }

    public static CredentialRecord? Find(SqliteSession session, ReadOnlyMemory<byte> hash) =>
        session.First("SELECT " + Columns + " FROM credentials WHERE hash = ?1", static row => Map(row), hash);

    public static CredentialRecord? Find(SqliteSession session, Guid id) =>
        session.First("SELECT " + Columns + " FROM credentials WHERE id = ?1", static row => Map(row), id);

    public static List<CredentialRecord> List(SqliteSession session, long principalId, CredentialKind kind, Guid? after, int limit) =>
        session.All("SELECT " + Columns + " FROM credentials WHERE principal_id = ?1 AND kind = ?2 AND id > ?3 ORDER BY id LIMIT ?4", static row => Map(row),
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
        return session.All("SELECT id, pkcs8, created_at FROM signing_keys ORDER BY created_at DESC, id",
            static row => new SigningKeyRecord(row.GetString(0), row.GetBytes(1), row.GetTime(2)));
    }

    private static long CountLive(SqliteSession session, CredentialRecord credential) =>
        session.Number("SELECT count(*) FROM credentials WHERE principal_id = ?1 AND kind = 'robot' AND expires_at > ?2", credential.PrincipalId, credential.CreatedAt)!.Value;

    private static CredentialRecord Map(SqliteRow row) => new()
    {
        Id = row.GetGuid(0),
        Kind = CredentialKinds.Parse(row.GetString(1)),
        PrincipalId = row.GetInt64(2),
        ParentId = row.IsNull(3) ? null : row.GetGuid(3),
        Hash = row.GetBytes(4),
        Name = row.GetString(5),
        Paths = TextList.Split(row.GetStringOrNull(6)),
        Permissions = TextList.Split(row.GetStringOrNull(7)),
        CreatedAt = row.GetTime(8),
        ExpiresAt = row.GetTime(9),
        LastUsedAt = row.IsNull(10) ? null : row.GetTime(10),
    };
}
