using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Search;

/// <summary>Finds things in the index; each list ends where its limit is reached.</summary>
internal static class IndexSearch
{
    public static Task<List<LabelHit>> LabelsAsync(PostgresSession session, string key, string? value, LabelHit? after, int limit) => session.AllAsync("""
        SELECT l.value, i.digest, i.id FROM image_labels l JOIN indexed_images i ON i.id = l.image
        WHERE l.key = $1 AND ($2::text IS NULL OR l.value = $2) AND (l.value, l.image) > ($3, $4) ORDER BY l.value, l.image LIMIT $5
        """, static row => new LabelHit(row.GetString(0), row.GetDigest(1), row.GetInt64(2)), IndexText.Cut(key), value is null ? null : IndexText.Cut(value), after?.Value ?? "", after?.ImageId ?? 0, limit);

    public static Task<List<LayerUse>> UsesAsync(PostgresSession session, Digest layer, LayerUse? after, int limit) => session.AllAsync("""
        SELECT mb.repository_id, mb.manifest_id, r.name, m.digest
        FROM blobs b JOIN manifest_blobs mb ON mb.blob_id = b.id JOIN manifests m ON m.id = mb.manifest_id JOIN repositories r ON r.id = mb.repository_id
        WHERE b.digest = $1 AND mb.kind = 1 AND (mb.repository_id, mb.manifest_id) > ($2, $3) ORDER BY mb.repository_id, mb.manifest_id LIMIT $4
        """, static row => new LayerUse(row.GetInt64(0), row.GetInt64(1), RepositoryName.Parse(row.GetString(2)), row.GetDigest(3)), layer, after?.RepositoryId ?? 0, after?.ManifestId ?? 0, limit);

    public static async Task<List<ManifestPlace>> PlacesAsync(PostgresSession session, Digest manifest, int limit)
    {
        var repositories = await session.AllAsync("SELECT r.id, r.name FROM manifests m JOIN repositories r ON r.id = m.repository_id WHERE m.digest = $1 ORDER BY m.repository_id LIMIT $2",
            static row => (Id: row.GetInt64(0), Name: RepositoryName.Parse(row.GetString(1))), manifest, limit);
        var tags = (await session.AllAsync("""
            SELECT t.repository_id, t.name FROM tags t WHERE t.repository_id = ANY($1) AND t.digest = $2
            UNION
            SELECT t.repository_id, t.name FROM manifest_children c JOIN manifests p ON p.id = c.manifest_id JOIN tags t ON t.repository_id = c.repository_id AND t.digest = p.digest
            WHERE c.repository_id = ANY($1) AND c.child = $2 ORDER BY 1, 2
            """, static row => (Repository: row.GetInt64(0), Tag: Tag.Parse(row.GetString(1))), repositories.Select(r => r.Id).ToArray(), manifest)).ToLookup(t => t.Repository, t => t.Tag);
        return repositories.ConvertAll(repository => new ManifestPlace(repository.Name, IndexText.Some([.. tags[repository.Id]])));
    }
}
