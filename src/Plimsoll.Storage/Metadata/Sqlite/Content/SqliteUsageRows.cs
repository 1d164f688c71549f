using Plimsoll.Storage.Metadata.Rows;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>Counts in SQLite, on a reader, so that whoever pulls meanwhile finds another one.</summary>
internal sealed class SqliteUsageRows(SqliteDatabase database) : IUsageRows
{
    public ValueTask<UsagePart> BlobsAsync(long after, int limit, CancellationToken cancellationToken) => Part("""
        SELECT ifnull(max(id), 0), count(*), ifnull(sum(size), 0), ifnull(sum(state = 1), 0) FROM (SELECT id, size, state FROM blobs WHERE id > max(?1, 2) ORDER BY id LIMIT ?2)
        """, after, limit);

    public ValueTask<long> CondemnedBytesAsync(long after, long last, CancellationToken cancellationToken) =>
        new(database.Read(session => session.Number("SELECT sum(size) FROM blobs WHERE id > ?1 AND id <= ?2 AND state = 1", after, last)) ?? 0);

    public ValueTask<UsagePart> ManifestsAsync(long after, int limit, CancellationToken cancellationToken) => Part("""
        SELECT ifnull(max(id), 0), count(*), ifnull(sum(size), 0), ifnull(sum(named), 0) FROM (
          SELECT m.id, m.size, (SELECT sum(b.size) FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id WHERE mb.manifest_id = m.id) AS named
          FROM manifests m WHERE m.id > ?1 ORDER BY m.id LIMIT ?2)
        """, after, limit);

    public ValueTask<List<CountedRepository>> RepositoriesAsync(long after, int limit, CancellationToken cancellationToken) =>
        new(database.Read(session => session.All("SELECT id, name FROM repositories WHERE id > ?1 ORDER BY id LIMIT ?2", UsageColumns.MapRepository, after, limit)));

    public ValueTask<UsagePart> BlobsOfAsync(long repository, long after, int limit, CancellationToken cancellationToken) => Part("""
        SELECT ifnull(max(blob_id), 0), count(*), ifnull(sum(size), 0), ifnull(sum(iif(shared, 0, size)), 0) FROM (
          SELECT rb.blob_id, b.size, EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = rb.blob_id AND o.repository_id <> rb.repository_id) AS shared
          FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.repository_id = ?1 AND rb.blob_id > ?2 ORDER BY rb.blob_id LIMIT ?3)
        """, repository, after, limit);

    public ValueTask<UsagePart> UnneededAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Part("""
        SELECT 0, count(*), ifnull(sum(b.size), 0), 0
        FROM (SELECT repository_id AS ended_in, blob_id FROM repo_blobs WHERE pinned_until > 0 AND pinned_until <= ?1 LIMIT ?2) JOIN blobs b ON b.id = blob_id
        WHERE b.state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id AND mb.repository_id = ended_in)
          AND NOT EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = b.id AND o.repository_id <> ended_in)
        """, now, limit);

    public ValueTask<long> UploadsAsync(CancellationToken cancellationToken) => new(database.Read(UploadRows.Count));

    public Task KeepAsync(IReadOnlyList<RepositoryCount> counted, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        foreach (var (repository, blobs, bytes, uniqueBytes) in counted)
        {
            session.Execute("""
                INSERT INTO repository_usage(repository_id, name, blobs, bytes, unique_bytes, counted_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS(SELECT 1 FROM repositories WHERE id = ?1)
                ON CONFLICT(repository_id) DO UPDATE SET blobs = excluded.blobs, bytes = excluded.bytes, unique_bytes = excluded.unique_bytes, counted_at = excluded.counted_at
                """, repository.Id, repository.Name, blobs, bytes, uniqueBytes, now);
        }
        return counted.Count;
    }, cancellationToken);

    public Task KeepAsync(string report, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute(
        "INSERT INTO storage_usage(one, report) VALUES(1, ?1) ON CONFLICT(one) DO UPDATE SET report = excluded.report", report), cancellationToken);

    public ValueTask<string?> FindAsync(CancellationToken cancellationToken) =>
        new(database.Read(session => session.First("SELECT report FROM storage_usage WHERE one = 1", static row => row.GetString(0))));

    public ValueTask<List<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken) => new(database.Read(session => session.All(
        "SELECT " + UsageColumns.OfUsage + " FROM repository_usage WHERE (bytes, name) < (?1, ?2) ORDER BY bytes DESC, name DESC LIMIT ?3",
        UsageColumns.MapUsage, after?.Bytes ?? long.MaxValue, after?.Repository.Value ?? "", limit)));

    private ValueTask<UsagePart> Part(string sql, params SqliteValue[] values) => new(database.Read(session => session.First(sql, UsageColumns.MapPart, values))!);
}
