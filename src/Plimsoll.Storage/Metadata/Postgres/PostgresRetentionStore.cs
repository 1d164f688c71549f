using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Postgres.Rules;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>What retention knows and does in PostgreSQL.</summary>
internal sealed class PostgresRetentionStore(PostgresDatabase database, TimeProvider time) : IRetentionStore
{
    public async ValueTask<IReadOnlyList<RetentionTag>> ListTagsAsync(RepositoryName repository, Tag? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => RetentionRows.ListTagsAsync(session, repository, after, limit, time.GetUtcNow()), cancellationToken);

    public async ValueTask<IReadOnlyList<RetentionManifest>> ListUntaggedAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadSnapshotAsync(session => RetentionRows.ListUntaggedAsync(session, repository, after, limit, time.GetUtcNow()), cancellationToken);

    public async ValueTask<DateTimeOffset?> PullsKnownSinceAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("SELECT applied_at FROM migrations WHERE name LIKE '%_limits.sql'", static row => row.GetTimeOrNull(0)), cancellationToken);

    public Task<IReadOnlyList<Tag>> ExpireTagsAsync(RepositoryName repository, IReadOnlyList<TagExpiry> tags, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<Tag>>(async session => await RetentionRows.ExpireTagsAsync(session, repository, tags, actor, time.GetUtcNow()), cancellationToken);

    public Task<IReadOnlyList<Digest>> ExpireManifestsAsync(RepositoryName repository, IReadOnlyList<ManifestExpiry> manifests, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<Digest>>(async session => await RetentionRows.ExpireManifestsAsync(session, repository, manifests, actor, time.GetUtcNow()), cancellationToken);

    public async ValueTask<IReadOnlyList<HoldRecord>> ListHoldsAsync(RepositoryName? repository, long after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => HoldRows.ListAsync(session, repository, after, limit, time.GetUtcNow()), cancellationToken);

    public async ValueTask<HoldRecord?> FindHoldAsync(long id, CancellationToken cancellationToken) => await database.ReadAsync(session => HoldRows.FindAsync(session, id), cancellationToken);

    public Task<long> AddHoldAsync(HoldRecord hold, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        // Retention and collection, which have the repository for themselves, are over with it, or see the hold.
        await RepositoryRows.LockAsync(session, hold.Repository);
        var id = await HoldRows.AddAsync(session, hold);
        AuditRows.Insert(session, audit);
        return id;
    }, cancellationToken);

    public Task<bool> RemoveHoldAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        if (!await HoldRows.RemoveAsync(session, id)) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);
}
