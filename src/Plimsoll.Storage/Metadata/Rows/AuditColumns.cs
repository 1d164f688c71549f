namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of the audit log.</summary>
internal static class AuditColumns
{
    public const string All = "id, at, action, outcome, principal, auth_kind, repository, reference, digest, media_type, bytes, address, user_agent, request_id, detail, count";

    public static AuditEvent Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Id = row.GetGuid(0),
        At = row.GetTime(1),
        Action = row.GetString(2),
        Outcome = row.GetString(3),
        Principal = row.GetString(4),
        AuthKind = row.GetString(5),
        Repository = row.GetStringOrNull(6),
        Reference = row.GetStringOrNull(7),
        Digest = row.GetStringOrNull(8),
        MediaType = row.GetStringOrNull(9),
        Bytes = row.GetInt64OrNull(10),
        Address = row.GetStringOrNull(11),
        UserAgent = row.GetStringOrNull(12),
        RequestId = row.GetStringOrNull(13),
        Detail = row.GetStringOrNull(14),
        Count = checked((int)row.GetInt64(15)),
    };
}
