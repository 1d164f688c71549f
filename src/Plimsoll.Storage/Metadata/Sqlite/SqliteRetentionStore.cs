using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;
using Plimsoll.Storage.Metadata.Sqlite.Rules;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>What retention knows and does in SQLite.</summary>
internal sealed class SqliteRetentionStore(SqliteDatabase database, SqliteVersions versions, TimeProvider time) : IRetentionStore
{
    public ValueTask<IReadOnlyList<RetentionTag>> ListTagsAsync(RepositoryName repository, Tag? after, int limit, CancellationToken cancellationToken) =>
        new(database.ReadSnapshot(session => RetentionRows.ListTags(session, repository, after, limit, time.GetUtcNow())));

    public ValueTask<IReadOnlyList<RetentionManifest>> ListUntaggedAsync(RepositoryName repository, Digest? after, int limit, CancellationToken cancellationToken) =>
        new(database.ReadSnapshot(session => RetentionRows.ListUntagged(session, repository, after, limit, time.GetUtcNow())));

    public ValueTask<DateTimeOffset?> PullsKnownSinceAsync(CancellationToken cancellationToken) =>
        new(database.Read(session => session.Number("SELECT applied_at FROM migrations WHERE name LIKE '%_limits.sql'")) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);

    public Task<IReadOnlyList<Tag>> ExpireTagsAsync(RepositoryName repository, IReadOnlyList<TagExpiry> tags, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<Tag>>(session => RetentionRows.ExpireTags(session, repository, tags, actor, time.GetUtcNow()), () => versions.Changed(repository), cancellationToken);

    public Task<IReadOnlyList<Digest>> ExpireManifestsAsync(RepositoryName repository, IReadOnlyList<ManifestExpiry> manifests, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<Digest>>(session => RetentionRows.ExpireManifests(session, repository, manifests, actor, time.GetUtcNow()), () => versions.Changed(repository), cancellationToken);

    public ValueTask<IReadOnlyList<HoldRecord>> ListHoldsAsync(RepositoryName? repository, long after, int limit, CancellationToken cancellationToken) =>
        new(database.Read(session => HoldRows.List(session, repository, after, limit, time.GetUtcNow())));

    public ValueTask<HoldRecord?> FindHoldAsync(long id, CancellationToken cancellationToken) => new(database.Read(session => HoldRows.Find(session, id)));

    public Task<long> AddHoldAsync(HoldRecord hold, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        var id = HoldRows.Add(session, hold);
        AuditRows.Insert(session, audit);
        return id;
    }, cancellationToken);

    public Task<bool> RemoveHoldAsync(long id, AuditEvent audit, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        if (!HoldRows.Remove(session, id)) return false;
        AuditRows.Insert(session, audit);
        return true;
    }, cancellationToken);
}
