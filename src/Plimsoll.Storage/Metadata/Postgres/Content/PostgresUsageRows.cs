using Plimsoll.Storage.Metadata.Postgres.Engine;
using Plimsoll.Storage.Metadata.Rows;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>Counts in PostgreSQL.</summary>
internal sealed class PostgresUsageRows(PostgresDatabase database) : IUsageRows
{
    public ValueTask<UsagePart> BlobsAsync(long after, int limit, CancellationToken cancellationToken) => PartAsync("""
        SELECT coalesce(max(id), 0), count(*), coalesce(sum(size), 0)::bigint, count(*) FILTER (WHERE state = 1)
        FROM (SELECT id, size, state FROM blobs WHERE id > greatest($1, 2) ORDER BY id LIMIT $2) b
        """, cancellationToken, after, limit);

    public async ValueTask<long> CondemnedBytesAsync(long after, long last, CancellationToken cancellationToken) => await database.ReadAsync(session =>
        session.NumberAsync("SELECT sum(size)::bigint FROM blobs WHERE id > $1 AND id <= $2 AND state > 0 AND state = 1", after, last), cancellationToken) ?? 0;

    public ValueTask<UsagePart> ManifestsAsync(long after, int limit, CancellationToken cancellationToken) => PartAsync("""
        SELECT coalesce(max(id), 0), count(*), coalesce(sum(size), 0)::bigint, coalesce(sum(named), 0)::bigint FROM (
          SELECT m.id, m.size, (SELECT sum(b.size) FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id WHERE mb.manifest_id = m.id) AS named
          FROM manifests m WHERE m.id > $1 ORDER BY m.id LIMIT $2) p
        """, cancellationToken, after, limit);

    public async ValueTask<List<CountedRepository>> RepositoriesAsync(long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session =>
        session.AllAsync("SELECT id, name FROM repositories WHERE id > $1 ORDER BY id LIMIT $2", UsageColumns.MapRepository, after, limit), cancellationToken);

    public ValueTask<UsagePart> BlobsOfAsync(long repository, long after, int limit, CancellationToken cancellationToken) => PartAsync("""
        SELECT coalesce(max(blob_id), 0), count(*), coalesce(sum(size), 0)::bigint, coalesce(sum(size) FILTER (WHERE NOT shared), 0)::bigint FROM (
          SELECT rb.blob_id, b.size, EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = rb.blob_id AND o.repository_id <> rb.repository_id) AS shared
          FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.repository_id = $3 AND rb.blob_id > $1 ORDER BY rb.blob_id LIMIT $2) p
        """, cancellationToken, after, limit, repository);

    public ValueTask<UsagePart> UnneededAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => PartAsync("""
        SELECT 0::bigint, count(*), coalesce(sum(b.size), 0)::bigint, 0::bigint
        FROM (SELECT repository_id AS ended_in, blob_id FROM repo_blobs WHERE pinned_until > 0 AND pinned_until <= $1 LIMIT $2) p JOIN blobs b ON b.id = p.blob_id
        WHERE b.state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id AND mb.repository_id = ended_in)
          AND NOT EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = b.id AND o.repository_id <> ended_in)
        """, cancellationToken, now, limit);

    public async ValueTask<long> UploadsAsync(CancellationToken cancellationToken) => await database.ReadAsync(session => session.NumberAsync("SELECT count(*) FROM uploads"), cancellationToken) ?? 0;

    public Task KeepAsync(IReadOnlyList<RepositoryCount> counted, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var (repository, blobs, bytes, uniqueBytes) in counted)
        {
            session.Queue("""
                INSERT INTO repository_usage(repository_id, name, blobs, bytes, unique_bytes, counted_at) SELECT id, $2, $3, $4, $5, $6 FROM repositories WHERE id = $1
                ON CONFLICT(repository_id) DO UPDATE SET blobs = excluded.blobs, bytes = excluded.bytes, unique_bytes = excluded.unique_bytes, counted_at = excluded.counted_at
                """, repository.Id, repository.Name, blobs, bytes, uniqueBytes, now);
        }
        return Task.FromResult(counted.Count);
    }, cancellationToken);

    public Task KeepAsync(string report, CancellationToken cancellationToken) => database.WriteAsync(session => session.ExecuteAsync(
        "INSERT INTO storage_usage(one, report) VALUES(1, $1) ON CONFLICT(one) DO UPDATE SET report = excluded.report", report), cancellationToken);

    public async ValueTask<string?> FindAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FirstAsync("SELECT report FROM storage_usage WHERE one = 1", static row => row.GetString(0)), cancellationToken);

    public async ValueTask<List<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(session => session.AllAsync(
        "SELECT " + UsageColumns.OfUsage + " FROM repository_usage WHERE (bytes, name) < ($1, $2) ORDER BY bytes DESC, name DESC LIMIT $3",
        UsageColumns.MapUsage, after?.Bytes ?? long.MaxValue, after?.Repository.Value ?? "", limit), cancellationToken);

    private async ValueTask<UsagePart> PartAsync(string sql, CancellationToken cancellationToken, params PostgresValue[] values) =>
        (await database.ReadAsync(session => session.FirstAsync(sql, UsageColumns.MapPart, values), cancellationToken))!;
}
