using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Search;

/// <summary>Finds things in the index. The joins are written in the order in which they shall run: each list ends where its limit is reached.</summary>
internal static class IndexSearch
{
    public static List<LabelHit> Labels(SqliteSession session, string key, string? value, LabelHit? after, int limit) => session.All("""
        SELECT l.value, i.digest, i.id FROM image_labels l CROSS JOIN indexed_images i ON i.id = l.image
        WHERE l.key = ?1 AND (?2 IS NULL OR l.value = ?2) AND (l.value, l.image) > (?3, ?4) ORDER BY l.value, l.image LIMIT ?5
        """, static row => new LabelHit(row.GetString(0), row.GetDigest(1), row.GetInt64(2)), IndexText.Cut(key), value is null ? null : IndexText.Cut(value), after?.Value ?? "", after?.ImageId ?? 0, limit);

    public static List<LayerUse> Uses(SqliteSession session, Digest layer, LayerUse? after, int limit) => session.All("""
        SELECT mb.repository_id, mb.manifest_id, r.name, m.digest
        FROM blobs b CROSS JOIN manifest_blobs mb ON mb.blob_id = b.id CROSS JOIN manifests m ON m.id = mb.manifest_id CROSS JOIN repositories r ON r.id = mb.repository_id
        WHERE b.digest = ?1 AND mb.kind = 1 AND (mb.repository_id, mb.manifest_id) > (?2, ?3) ORDER BY mb.repository_id, mb.manifest_id LIMIT ?4
        """, static row => new LayerUse(row.GetInt64(0), row.GetInt64(1), RepositoryName.Parse(row.GetString(2)), row.GetDigest(3)), layer, after?.RepositoryId ?? 0, after?.ManifestId ?? 0, limit);

    public static List<ManifestPlace> Places(SqliteSession session, Digest manifest, int limit)
    {
        var repositories = session.All("SELECT r.id, r.name FROM manifests m CROSS JOIN repositories r ON r.id = m.repository_id WHERE m.digest = ?1 ORDER BY m.repository_id LIMIT ?2",
            static row => (Id: row.GetInt64(0), Name: RepositoryName.Parse(row.GetString(1))), manifest, limit);
        return repositories.ConvertAll(repository => new ManifestPlace(repository.Name, IndexText.Some([.. OwnTags(session, repository.Id, manifest), .. TagsOfIndexes(session, repository.Id, manifest)])));
    }

    private static List<Tag> OwnTags(SqliteSession session, long repository, Digest manifest) => session.All(
        "SELECT name FROM tags WHERE repository_id = ?1 AND digest = ?2 ORDER BY name LIMIT ?3", static row => Tag.Parse(row.GetString(0)), repository, manifest, IndexText.MaxTags);

    private static List<Tag> TagsOfIndexes(SqliteSession session, long repository, Digest manifest) => session.All("""
        SELECT t.name FROM manifest_children c CROSS JOIN manifests p ON p.id = c.manifest_id CROSS JOIN tags t ON t.repository_id = c.repository_id AND t.digest = p.digest
        WHERE c.repository_id = ?1 AND c.child = ?2 LIMIT ?3
        """, static row => Tag.Parse(row.GetString(0)), repository, manifest, IndexText.MaxTags);
}
