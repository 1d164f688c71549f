using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>Blobs of repositories in SQLite.</summary>
internal sealed class SqliteBlobCatalog(SqliteDatabase database, SqliteVersions versions, TimeProvider time) : IBlobCatalog
{
    public async ValueTask<BlobRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        if (VirtualBlobs.Contains(digest)) return FindVirtual(repository, digest);
        var found = database.Read(session => Find(session, repository, digest));
        if (found is null || !found.IsLeaving(time.GetUtcNow())) return found?.Record;
        // The only case in which a read writes: who sees the blob now may push a manifest on it until a grace has passed.
        return await database.WriteAsync(session =>
        {
            if (Find(session, repository, digest) is not { } again) return null;
            var now = time.GetUtcNow();
            BlobRows.Revive(session, again.Id, now);
            BlobRows.Touch(session, again.RepositoryId, again.Id, now);
            return again.Record;
        }, cancellationToken);
    }

    public Task<bool> PublishAsync(BlobPublication publication, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => BlobPublishing.Run(session, publication, audit, time.GetUtcNow()), () => versions.Changed(publication.Repository), cancellationToken);

    public Task<bool> MountAsync(RepositoryName into, Digest digest, DateTimeOffset pinnedUntil, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Mount(session, into, digest, pinnedUntil, audit), () => versions.Changed(into), cancellationToken);

    public ValueTask<IReadOnlyList<RepositoryName>> RepositoriesWithAsync(Digest digest, RepositoryName? after, int limit, CancellationToken cancellationToken)
    {
        var names = database.Read(session => session.All("""
            SELECT r.name FROM blobs b JOIN repo_blobs rb ON rb.blob_id = b.id JOIN repositories r ON r.id = rb.repository_id
            WHERE b.digest = ?1 AND b.state < 2 AND r.name > ?2 ORDER BY r.name LIMIT ?3
            """, static row => RepositoryName.Parse(row.GetString(0)), digest, after?.Value ?? "", Math.Max(limit, 0)));
        return ValueTask.FromResult<IReadOnlyList<RepositoryName>>(names);
    }

    public Task<BlobRemoval> RemoveAsync(RepositoryName repository, Digest digest, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => BlobRemoving.Run(session, repository, digest, audit, time.GetUtcNow()), () => versions.Changed(repository), cancellationToken);

    private BlobRecord? FindVirtual(RepositoryName repository, Digest digest)
    {
        var removed = database.Read(session => session.Exists("""
            SELECT 1 FROM removed_virtual_blobs WHERE repository_id = (SELECT id FROM repositories WHERE name = ?1) AND digest = ?2
            """, repository, digest));
        if (removed) return null;
        var content = VirtualBlobs.ContentOf(digest);
        return new BlobRecord(digest, content.Length, new BlobLocation.Inline(content)) { IsHeld = true };
    }

    private static Found? Find(SqliteSession session, RepositoryName repository, Digest digest) => session.First("""
        SELECT b.id, b.size, b.state, b.storage_key, i.content, rb.repository_id, rb.pinned_until,
          EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id AND mb.repository_id = rb.repository_id)
        FROM blobs b JOIN repo_blobs rb ON rb.repository_id = (SELECT id FROM repositories WHERE name = ?1) AND rb.blob_id = b.id
        LEFT JOIN inline_blobs i ON i.blob_id = b.id
        WHERE b.digest = ?2 AND b.state < 2
        """, row => Map(row, digest), repository, digest);

    private static Found Map(SqliteRow row, Digest digest) => new(row.GetInt64(5), row.GetInt64(0), (BlobState)row.GetInt32(2), row.GetTime(6),
        new BlobRecord(digest, row.GetInt64(1), LocationOf(row)) { IsHeld = row.GetInt32(7) != 0 });

    private static BlobLocation LocationOf(SqliteRow row) =>
        row.IsNull(3) ? new BlobLocation.Inline(row.GetBytes(4)) : new BlobLocation.Stored(StorageKey.Parse(row.GetString(3)));

    private bool Mount(SqliteSession session, RepositoryName into, Digest digest, DateTimeOffset pinnedUntil, AuditEvent audit)
    {
        var now = time.GetUtcNow();
        if (VirtualBlobs.Contains(digest))
        {
            BlobRows.Restore(session, RepositoryRows.FindOrAdd(session, into, now), digest);
        }
        else
        {
            if (BlobRows.Find(session, digest) is not { State: BlobState.Live or BlobState.Condemned } blob) return false;
            if (!session.Exists("SELECT 1 FROM repo_blobs WHERE blob_id = ?1 LIMIT 1", blob.Id)) return false;
            if (blob.State == BlobState.Condemned) BlobRows.Revive(session, blob.Id, now);
            var repository = RepositoryRows.FindOrAdd(session, into, now);
            var quota = QuotaWatch.Begin(session, repository);
            BlobRows.Pin(session, repository, blob.Id, pinnedUntil);
            quota.End();
        }
        AuditRows.Insert(session, audit);
        return true;
    }

    private sealed record Found(long RepositoryId, long Id, BlobState State, DateTimeOffset PinnedUntil, BlobRecord Record)
    {
        /// <summary>Nothing keeps it but the grace.</summary>
        public bool IsLeaving(DateTimeOffset now) =>
            State == BlobState.Condemned || (!Record.IsHeld && PinnedUntil > DateTimeOffset.UnixEpoch && PinnedUntil <= now);
    }
}
