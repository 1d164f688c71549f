using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of manifests.</summary>
internal static class ManifestRows
{
    /// <summary>What <see cref="Map"/> reads.</summary>
    public const string Columns = "m.id, m.digest, m.media_type, m.artifact_type, m.subject, m.size, m.pushed_at, m.last_push_at";

    public static ManifestRow? Find(SqliteSession session, long? repository, Digest digest) => repository is null ? null : session.First(
        "SELECT " + Columns + " FROM manifests m WHERE m.repository_id = ?1 AND m.digest = ?2", static row => Map(row), repository, digest);

    public static ManifestRow Map(SqliteRow row) => new(
        row.GetInt64(0), row.GetDigest(1), row.GetString(2), row.GetStringOrNull(3), row.GetDigestOrNull(4), row.GetInt64(5), row.GetTime(6), row.GetTime(7));

    public static byte[]? ContentOf(SqliteSession session, long id) =>
        session.First("SELECT content FROM manifest_contents WHERE manifest_id = ?1", static row => row.GetBytes(0), id);

    public static long Insert(SqliteSession session, long repository, ManifestPut put, DateTimeOffset pushedAt, DateTimeOffset now)
    {
        var manifest = put.Manifest;
        var id = session.Insert("""
            INSERT INTO manifests(repository_id, digest, media_type, artifact_type, subject, size, pushed_at, last_push_at)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """, repository, put.Digest, manifest.MediaType, manifest.ReferrerArtifactType, manifest.Subject?.Digest, put.Content.Length, pushedAt, now);
        session.Execute("INSERT INTO manifest_contents(manifest_id, content) VALUES(?1, ?2)", id, put.Content);
        if (manifest.Subject is not null && manifest.Annotations.Count > 0)
            session.Execute("INSERT INTO manifest_annotations(manifest_id, annotations) VALUES(?1, ?2)", id, JsonSerializer.Serialize(manifest.Annotations));
        return id;
    }
}
