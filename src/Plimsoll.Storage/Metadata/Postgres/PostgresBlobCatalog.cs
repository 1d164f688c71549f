using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>Blobs of repositories in PostgreSQL.</summary>
internal sealed class PostgresBlobCatalog(PostgresDatabase database, TimeProvider time) : IBlobCatalog
{
    public async ValueTask<BlobRecord?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        if (VirtualBlobs.Contains(digest)) return await FindVirtualAsync(repository, digest, cancellationToken);
        var found = await database.ReadAsync(session => FindAsync(session, repository, digest), cancellationToken);
        if (found is null || !found.IsLeaving(time.GetUtcNow())) return found?.Record;
        // The only case in which a read writes: who sees the blob now may push a manifest on it until a grace has passed.
        return await database.WriteAsync(async session =>
        {
            session.QueueLock("SELECT 1 FROM blobs WHERE digest = $1 FOR NO KEY UPDATE", digest);
            if (await FindAsync(session, repository, digest) is not { } again) return null;
            var now = time.GetUtcNow();
            BlobRows.Revive(session, again.Id, now);
            BlobRows.Touch(session, again.RepositoryId, again.Id, now);
            return again.Record;
        }, cancellationToken);
    }

    public Task<bool> PublishAsync(BlobPublication publication, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => BlobPublishing.RunAsync(session, publication, audit, time.GetUtcNow()), cancellationToken);

    public Task<bool> MountAsync(RepositoryName into, Digest digest, DateTimeOffset pinnedUntil, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => MountAsync(session, into, digest, pinnedUntil, audit), cancellationToken);

    public async ValueTask<IReadOnlyList<RepositoryName>> RepositoriesWithAsync(Digest digest, RepositoryName? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.AllAsync("""
            SELECT r.name FROM blobs b JOIN repo_blobs rb ON rb.blob_id = b.id JOIN repositories r ON r.id = rb.repository_id
            WHERE b.digest = $1 AND b.state < 2 AND r.name > $2 ORDER BY r.name LIMIT $3
            """, static row => RepositoryName.Parse(row.GetString(0)), digest, after?.Value ?? "", Math.Max(limit, 0)), cancellationToken);

    public Task<BlobRemoval> RemoveAsync(RepositoryName repository, Digest digest, AuditEvent audit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => BlobRemoving.RunAsync(session, repository, digest, audit, time.GetUtcNow()), cancellationToken);

    private async Task<BlobRecord?> FindVirtualAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var removed = await database.ReadAsync(session => session.ExistsAsync("""
            SELECT 1 FROM removed_virtual_blobs WHERE repository_id = (SELECT id FROM repositories WHERE name = $1) AND digest = $2
            """, repository, digest), cancellationToken);
        if (removed) return null;
        var content = VirtualBlobs.ContentOf(digest);
        return new BlobRecord(digest, content.Length, new BlobLocation.Inline(content)) { IsHeld = true };
    }

    private static Task<Found?> FindAsync(PostgresSession session, RepositoryName repository, Digest digest) => session.FirstAsync("""
        SELECT b.id, b.size, b.state, b.storage_key, i.content, rb.repository_id, rb.pinned_until,
          EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id AND mb.repository_id = rb.repository_id)
        FROM blobs b JOIN repo_blobs rb ON rb.repository_id = (SELECT id FROM repositories WHERE name = $1) AND rb.blob_id = b.id
        LEFT JOIN inline_blobs i ON i.blob_id = b.id
        WHERE b.digest = $2 AND b.state < 2
        """, row => Map(row, digest), repository, digest);

    private static Found Map(PostgresRow row, Digest digest) => new(row.GetInt64(5), row.GetInt64(0), (BlobState)row.GetInt32(2), row.GetTime(6),
        new BlobRecord(digest, row.GetInt64(1), LocationOf(row)) { IsHeld = row.GetBoolean(7) });

    private static BlobLocation LocationOf(PostgresRow row) => row.GetKeyOrNull(3) is { } key ? new BlobLocation.Stored(key) : new BlobLocation.Inline(row.GetBytes(4));

    private async Task<bool> MountAsync(PostgresSession session, RepositoryName into, Digest digest, DateTimeOffset pinnedUntil, AuditEvent audit)
    {
        var now = time.GetUtcNow();
        long repository;
        if (VirtualBlobs.Contains(digest))
        {
            BlobRows.Restore(session, repository = await RepositoryRows.FindOrAddAsync(session, into, now), digest);
        }
        else
        {
            if (await BlobRows.LockAsync(session, digest) is not { State: BlobState.Live or BlobState.Condemned } blob) return false;
            if (!await session.ExistsAsync("SELECT 1 FROM repo_blobs WHERE blob_id = $1 LIMIT 1", blob.Id)) return false;
            if (blob.State == BlobState.Condemned) BlobRows.Revive(session, blob.Id, now);
            BlobRows.Pin(session, repository = await RepositoryRows.FindOrAddAsync(session, into, now), blob.Id, pinnedUntil);
        }
        AuditRows.Insert(session, audit);
        await QuotaRows.RequireAsync(session, repository);
        return true;
    }

    private sealed record Found(long RepositoryId, long Id, BlobState State, DateTimeOffset PinnedUntil, BlobRecord Record)
    {
        /// <summary>Nothing keeps it but the grace.</summary>
        public bool IsLeaving(DateTimeOffset now) =>
            State == BlobState.Condemned || (!Record.IsHeld && PinnedUntil > DateTimeOffset.UnixEpoch && PinnedUntil <= now);
    }
}
