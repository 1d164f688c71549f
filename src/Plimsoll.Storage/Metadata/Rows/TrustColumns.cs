namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Rows of trust keys and documents.</summary>
internal static class TrustColumns
{
    public const string Key = "id, role, public, sealed, host, started_at, ended_at";
    public const string Document = "name, version, content, expires_at";

    public static TrustKeyRecord MapKey<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetString(0), row.GetString(1), row.GetBytes(2), row.GetBytes(3), row.GetString(4), row.GetTime(5), row.GetTimeOrNull(6));

    public static TrustDocument MapDocument<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetString(0), row.GetInt64(1), row.GetBytes(2), row.GetTimeOrNull(3));
}
