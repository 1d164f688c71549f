using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Manifests and tags in PostgreSQL.</summary>
internal sealed class PostgresManifestCatalog(PostgresDatabase database, TimeProvider time) : IManifestCatalog
{
    private const string InRepository = "repository_id = (SELECT id FROM repositories WHERE name = $1)";

    public Task<ManifestPutResult> PutAsync(ManifestPut put, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => ManifestPutting.RunAsync(session, put, audit, time.GetUtcNow()), cancellationToken);

    public async ValueTask<ManifestRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("""
            SELECT m.media_type, m.artifact_type, m.subject, m.pushed_at, c.content
            FROM manifests m JOIN manifest_contents c ON c.manifest_id = m.id
            WHERE m.repository_id = (SELECT id FROM repositories WHERE name = $1) AND m.digest = $2
            """,
            row => new ManifestRecord(digest, row.GetString(0), row.GetStringOrNull(1), row.GetDigestOrNull(2), row.GetTime(3), row.GetBytes(4)), repository, digest), cancellationToken);

    public async ValueTask<Digest?> ResolveAsync(RepositoryName repository, Tag tag, CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.FirstAsync("SELECT digest FROM tags WHERE " + InRepository + " AND name = $2", static row => row.GetDigestOrNull(0), repository, tag), cancellationToken);

    public Task<ManifestRemoval> RemoveAsync(RepositoryName repository, Digest digest, string actor, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => ManifestRemoving.RunAsync(session, repository, digest, actor, audit, time.GetUtcNow()), cancellationToken);

    public Task<bool> RemoveTagAsync(RepositoryName repository, Tag tag, string actor, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (await RepositoryRows.LockAsync(session, repository) is not { } id || await TagRows.FindAsync(session, id, tag) is not { } previous) return false;
        await ImmutableTags.RequireRemovableAsync(session, repository, [tag]);
        TagRows.Remove(session, id, tag, previous, actor, time.GetUtcNow());
        RepositoryRows.Changed(session, id, tags: -1);
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);

    public async ValueTask<bool> RepositoryExistsAsync(RepositoryName repository, CancellationToken cancellationToken) => await database.ReadAsync(session => session.ExistsAsync("""
        SELECT 1 FROM repositories r WHERE r.name = $1 AND (r.manifest_count > 0 OR EXISTS(SELECT 1 FROM repo_blobs rb WHERE rb.repository_id = r.id))
        """, repository), cancellationToken);

    public async ValueTask<IReadOnlyList<Tag>> ListTagNamesAsync(RepositoryName repository, string? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("SELECT name FROM tags WHERE " + InRepository + " AND name > $2 ORDER BY name LIMIT $3",
            static row => Tag.Parse(row.GetString(0)), repository, after ?? "", Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<TagRecord>> ListTagsAsync(RepositoryName repository, string? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("""
            SELECT t.name, t.digest, m.media_type, t.updated_at
            FROM tags t JOIN manifests m ON m.repository_id = t.repository_id AND m.digest = t.digest
            WHERE t.repository_id = (SELECT id FROM repositories WHERE name = $1) AND t.name > $2 ORDER BY t.name LIMIT $3
            """,
            static row => new TagRecord(Tag.Parse(row.GetString(0)), row.GetDigest(1), row.GetString(2), row.GetTime(3)), repository, after ?? "", Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<TagMove>> TagHistoryAsync(RepositoryName repository, Tag? tag, int limit, CancellationToken cancellationToken) =>
        (await ListTagMovesAsync(repository, tag, null, limit, cancellationToken)).Select(m => m.Move).ToList();

    public async ValueTask<IReadOnlyList<TagMoveRecord>> ListTagMovesAsync(RepositoryName? repository, Tag? tag, long? before, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => TagMoveRows.ListAsync(session, repository, tag, before, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<Tag>> ListTagsOfAsync(RepositoryName repository, Digest digest, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("SELECT name FROM tags WHERE " + InRepository + " AND digest = $2 ORDER BY name LIMIT $3",
            static row => Tag.Parse(row.GetString(0)), repository, digest, Math.Max(limit, 0)), cancellationToken);

    public async ValueTask<IReadOnlyList<ReferrerRecord>> ListReferrersAsync(
        RepositoryName repository, Digest subject, IReadOnlyList<string> artifactTypes, Digest? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => ReferrerRows.ListAsync(session, repository, subject, artifactTypes, after, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<ManifestSummary>> ListManifestsAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => ListManifestsAsync(session, repository, after, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<RepositorySummary>> ListRepositoriesAsync(RepositoryName? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("""
            SELECT name, tag_count, manifest_count, last_push_at FROM repositories WHERE manifest_count > 0 AND name > $1 ORDER BY name LIMIT $2
            """,
            static row => new RepositorySummary(RepositoryName.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetTimeOrNull(3)),
            after?.Value ?? "", Math.Max(limit, 0)), cancellationToken);

    private static async Task<IReadOnlyList<ManifestSummary>> ListManifestsAsync(PostgresSession session, RepositoryName name, Digest? after, int limit)
    {
        if (await RepositoryRows.FindAsync(session, name) is not { } repository) return [];
        var last = after is { } digest ? await ManifestRows.FindAsync(session, repository, digest) : null;
        // The page before ended at a manifest that is gone by now: there is no place to go on from.
        if (after is not null && last is null) return [];
        var rows = await ManifestRows.ListAsync(session, repository, last, limit);
        var tags = (await session.AllAsync("SELECT digest, name FROM tags WHERE repository_id = $1 AND digest = ANY($2) ORDER BY name",
            static row => (Digest: row.GetDigest(0), Tag: Tag.Parse(row.GetString(1))), repository, rows.Select(m => m.Digest.Value).ToArray())).ToLookup(t => t.Digest, t => t.Tag);
        return rows.ConvertAll(m => new ManifestSummary(m.Digest, m.MediaType, m.ArtifactType, m.Size, m.PushedAt, [.. tags[m.Digest]]));
    }
}
