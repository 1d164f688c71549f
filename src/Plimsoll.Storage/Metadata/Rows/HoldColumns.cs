using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of holds.</summary>
internal static class HoldColumns
{
    public const string All = "id, repository, tag, digest, kind, reason, created_at, created_by, expires_at";

    /// <summary>Why something stays, for people.</summary>
    public const string Reason = "CASE kind WHEN 'deployed' THEN 'deployed' ELSE 'held' END || ': ' || reason || ' (hold ' || id || ')'";

    public static string NameOf(HoldKind kind) => kind == HoldKind.Deployed ? "deployed" : "hold";

    public static HoldRecord Map<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        row.GetInt64(0), RepositoryName.Parse(row.GetString(1)), row.GetStringOrNull(2) is { } tag ? Tag.Parse(tag) : null, row.GetDigestOrNull(3),
        row.GetString(4) == "deployed" ? HoldKind.Deployed : HoldKind.Hold, row.GetString(5), row.GetTime(6), row.GetString(7), row.GetTimeOrNull(8));

}
