using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Manifests and tags in SQLite.</summary>
internal sealed class SqliteManifestCatalog(SqliteDatabase database, SqliteVersions versions, TimeProvider time) : IManifestCatalog
{
    public Task<ManifestPutResult> PutAsync(ManifestPut put, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => ManifestPutting.Run(session, put, audit, time.GetUtcNow()), () => versions.Changed(put.Repository), cancellationToken);

    public ValueTask<ManifestRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.First("""
        SELECT m.media_type, m.artifact_type, m.subject, m.pushed_at, c.content
        FROM manifests m JOIN manifest_contents c ON c.manifest_id = m.id
        WHERE m.repository_id = (SELECT id FROM repositories WHERE name = ?1) AND m.digest = ?2
        """,
        row => new ManifestRecord(digest, row.GetString(0), row.GetStringOrNull(1), row.GetDigestOrNull(2), row.GetTime(3), row.GetBytes(4)), repository, digest)));

    public ValueTask<Digest?> ResolveAsync(RepositoryName repository, Tag tag, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.First(
        "SELECT digest FROM tags WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND name = ?2",
        static row => row.GetDigestOrNull(0), repository, tag)));

    public Task<ManifestRemoval> RemoveAsync(RepositoryName repository, Digest digest, string actor, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => ManifestRemoving.Run(session, repository, digest, actor, audit, time.GetUtcNow()), () => versions.Changed(repository), cancellationToken);

    public Task<bool> RemoveTagAsync(RepositoryName repository, Tag tag, string actor, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (RepositoryRows.Find(session, repository) is not { } id || TagRows.Find(session, id, tag) is null) return false;
        ImmutableTags.RequireRemovable(session, repository, [tag]);
        TagRows.Remove(session, id, tag, actor, time.GetUtcNow());
        RepositoryRows.Count(session, id, -1, 0);
        AuditRows.Insert(session, audit);
        return true;
    }, () => versions.Changed(repository), cancellationToken);

    public ValueTask<bool> RepositoryExistsAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        ValueTask.FromResult(database.Read(session => session.Exists("""
        SELECT 1 FROM repositories r WHERE r.name = ?1 AND (r.manifest_count > 0 OR EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = r.id))
        """, repository)));

    public ValueTask<IReadOnlyList<Tag>> ListTagNamesAsync(RepositoryName repository, string? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Tag>>(database.Read(session => session.All("""
            SELECT name FROM tags WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND name > ?2 ORDER BY name LIMIT ?3
            """, static row => Tag.Parse(row.GetString(0)), repository, after ?? "", Math.Max(limit, 0))));

    public ValueTask<IReadOnlyList<TagRecord>> ListTagsAsync(RepositoryName repository, string? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TagRecord>>(database.Read(session => session.All("""
            SELECT t.name, t.digest, m.media_type, t.updated_at
            FROM tags t JOIN manifests m ON m.repository_id = t.repository_id AND m.digest = t.digest
            WHERE t.repository_id = (SELECT id FROM repositories WHERE name = ?1) AND t.name > ?2 ORDER BY t.name LIMIT ?3
            """,
            static row => new TagRecord(Tag.Parse(row.GetString(0)), row.GetDigest(1), row.GetString(2), row.GetTime(3)), repository, after ?? "", Math.Max(limit, 0))));

    public ValueTask<IReadOnlyList<TagMove>> TagHistoryAsync(RepositoryName repository, Tag? tag, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TagMove>>(database.Read(session => TagMoveRows.List(session, repository, tag, null, limit)).ConvertAll(static m => m.Move));

    public ValueTask<IReadOnlyList<TagMoveRecord>> ListTagMovesAsync(RepositoryName? repository, Tag? tag, long? before, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TagMoveRecord>>(database.Read(session => TagMoveRows.List(session, repository, tag, before, limit)));

    public ValueTask<IReadOnlyList<Tag>> ListTagsOfAsync(RepositoryName repository, Digest digest, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Tag>>(database.Read(session => session.All("""
            SELECT name FROM tags WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND digest = ?2 ORDER BY name LIMIT ?3
            """, static row => Tag.Parse(row.GetString(0)), repository, digest, Math.Max(limit, 0))));

    public ValueTask<IReadOnlyList<ReferrerRecord>> ListReferrersAsync(
        RepositoryName repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ReferrerRecord>>(database.ReadSnapshot(session => ReferrerRows.List(session, repository, subject, artifactTypes, after, limit)));

    public ValueTask<IReadOnlyList<ManifestSummary>> ListManifestsAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ManifestSummary>>(database.ReadSnapshot(session => ListManifests(session, repository, after, limit)));

    public ValueTask<IReadOnlyList<RepositorySummary>> ListRepositoriesAsync(RepositoryName? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RepositorySummary>>(database.Read(session => session.All("""
            SELECT name, tag_count, manifest_count, last_push_at FROM repositories WHERE manifest_count > 0 AND name > ?1 ORDER BY name LIMIT ?2
            """,
            static row => new RepositorySummary(RepositoryName.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetTimeOrNull(3)),
            after?.Value ?? "", Math.Max(limit, 0))));

    private static List<ManifestSummary> ListManifests(SqliteSession session, RepositoryName name, Digest? after, int limit)
    {
        if (RepositoryRows.Find(session, name) is not { } repository) return [];
        var last = after is { } digest ? ManifestRows.Find(session, repository, digest) : null;
        // The page before ended at a manifest that is gone by now: there is no place to go on from.
        if (after is not null && last is null) return [];
        var rows = session.All("SELECT " + ContentColumns.OfManifest + """
             FROM manifests m WHERE m.repository_id = ?1 AND (m.pushed_at, m.id) < (?2, ?3) ORDER BY m.pushed_at DESC, m.id DESC LIMIT ?4
            """, ContentColumns.MapManifest, repository, last?.PushedAt.ToUnixTimeMilliseconds() ?? long.MaxValue, last?.Id ?? long.MaxValue, Math.Max(limit, 0));
        return rows.ConvertAll(m => new ManifestSummary(m.Digest, m.MediaType, m.ArtifactType, m.Size, m.PushedAt, TagRows.Of(session, repository, m.Digest)));
    }
}
