using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Rows of manifests.</summary>
internal static class ManifestRows
{
    private const string InRepository = "SELECT " + ContentColumns.OfManifest + " FROM manifests m WHERE m.repository_id = $1 AND ";

    public static async Task<ManifestRow?> FindAsync(PostgresSession session, long? repository, Digest digest) =>
        repository is { } id ? await session.FirstAsync(InRepository + "m.digest = $2", ContentColumns.MapManifest, id, digest) : null;

    /// <summary>Those of the given manifests that the repository has.</summary>
    public static async Task<Dictionary<Digest, ManifestRow>> FindAllAsync(PostgresSession session, long? repository, string[] digests)
    {
        if (repository is not { } id || digests.Length == 0) return [];
        return (await session.AllAsync(InRepository + "m.digest = ANY($2)", ContentColumns.MapManifest, id, digests)).ToDictionary(m => m.Digest);
    }

    public static Task<List<ManifestRow>> ListAsync(PostgresSession session, long repository, ManifestRow? after, int limit) =>
        session.AllAsync(InRepository + "(m.pushed_at, m.id) < ($2, $3) ORDER BY m.pushed_at DESC, m.id DESC LIMIT $4", ContentColumns.MapManifest,
            repository, after?.PushedAt.ToUnixTimeMilliseconds() ?? long.MaxValue, after?.Id ?? long.MaxValue, Math.Max(limit, 0));

    public static Task<byte[]?> ContentOfAsync(PostgresSession session, long id) =>
        session.FirstAsync("SELECT content FROM manifest_contents WHERE manifest_id = $1", static row => row.GetBytes(0), id);

    public static async Task<long> InsertAsync(PostgresSession session, long repository, ManifestPut put, DateTimeOffset pushedAt, DateTimeOffset now)
    {
        var manifest = put.Manifest;
        var id = (await session.NumberAsync("""
            INSERT INTO manifests(repository_id, digest, media_type, artifact_type, subject, size, pushed_at, last_push_at)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """, repository, put.Digest, manifest.MediaType, manifest.ReferrerArtifactType, manifest.Subject?.Digest, put.Content.Length, pushedAt, now))!.Value;
        session.Queue("INSERT INTO manifest_contents(manifest_id, content) VALUES($1, $2)", id, put.Content);
        if (manifest.Subject is not null && manifest.Annotations.Count > 0)
            session.Queue("INSERT INTO manifest_annotations(manifest_id, annotations) VALUES($1, $2)", id, JsonSerializer.Serialize(manifest.Annotations));
        return id;
    }
}
