namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of credentials and signing keys.</summary>
internal static class CredentialColumns
{
    public const string All = "id, kind, principal_id, parent_id, hash, name, paths, permissions, created_at, expires_at, last_used_at";

    public const string OfKey = "id, pkcs8, created_at";

    /// <summary>So many live secrets let a robot go over from one to the next without a gap.</summary>
    public const int LiveSecrets = 2;

    public static CredentialRecord Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Id = row.GetGuid(0),
        Kind = CredentialKinds.Parse(row.GetString(1)),
        PrincipalId = row.GetInt64(2),
        ParentId = row.GetGuidOrNull(3),
        Hash = row.GetBytes(4),
        Name = row.GetString(5),
        Paths = TextList.Split(row.GetStringOrNull(6)),
        Permissions = TextList.Split(row.GetStringOrNull(7)),
        CreatedAt = row.GetTime(8),
        ExpiresAt = row.GetTime(9),
        LastUsedAt = row.GetTimeOrNull(10),
    };

    public static SigningKeyRecord MapKey<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetString(0), row.GetBytes(1), row.GetTime(2));
}
