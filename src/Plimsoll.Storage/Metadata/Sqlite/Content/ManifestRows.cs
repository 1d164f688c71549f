using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Rows of manifests.</summary>
internal static class ManifestRows
{
    public static ManifestRow? Find(SqliteSession session, long? repository, Digest digest) => repository is null ? null : session.First(
        "SELECT " + ContentColumns.OfManifest + " FROM manifests m WHERE m.repository_id = ?1 AND m.digest = ?2", ContentColumns.MapManifest, repository, digest);

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
