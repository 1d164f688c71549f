using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of manifests, those that were deleted, and moves of tags.</summary>
internal static class ContentColumns
{
    public const string OfManifest = "m.id, m.digest, m.media_type, m.artifact_type, m.subject, m.size, m.pushed_at, m.last_push_at";

    public const string OfDeleted = "content, media_type, tags, sparse, collected, pushed_at";

    public const string OfMove = "m.id, r.name, m.tag, m.digest, m.previous, m.at, m.actor";

    public static ManifestRow MapManifest<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        row.GetInt64(0), row.GetDigest(1), row.GetString(2), row.GetStringOrNull(3), row.GetDigestOrNull(4), row.GetInt64(5), row.GetTime(6), row.GetTime(7));

    public static DeletedManifestRow MapDeleted<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(
        row.GetBytes(0), row.GetString(1), [.. row.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Tag.Parse)], row.GetBoolean(3), row.GetBoolean(4), row.GetTime(5));

    public static TagMoveRecord MapMove<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new(row.GetInt64(0), RepositoryName.Parse(row.GetString(1)),
        new TagMove(Tag.Parse(row.GetString(2)), row.GetDigestOrNull(3), row.GetDigestOrNull(4), row.GetTime(5), row.GetString(6)));
}
