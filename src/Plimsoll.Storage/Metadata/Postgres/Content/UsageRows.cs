using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres.Content;

/// <summary>The statements that count what is stored, a bounded number of rows each, and the rows that keep the result. Rows are numbers of their tables.</summary>
internal static class UsageRows
{
    /// <summary>Blobs behind a number: bytes, and how many of them are condemned. The virtual ones are nobody's.</summary>
    public static Task<UsagePart> BlobsAsync(PostgresSession session, long after, int limit) => PartAsync(session, """
        SELECT coalesce(max(id), 0), count(*), coalesce(sum(size), 0)::bigint, count(*) FILTER (WHERE state = 1)
        FROM (SELECT id, size, state FROM blobs WHERE id > greatest($1, 2) ORDER BY id LIMIT $2) b
        """, after, limit);

    /// <summary>Bytes of condemned blobs in a range of numbers.</summary>
    public static async Task<long> CondemnedBytesAsync(PostgresSession session, long after, long last) =>
        await session.NumberAsync("SELECT sum(size)::bigint FROM blobs WHERE id > $1 AND id <= $2 AND state > 0 AND state = 1", after, last) ?? 0;

    /// <summary>Manifests behind a number: their own bytes, and those of the blobs that each names.</summary>
    public static Task<UsagePart> ManifestsAsync(PostgresSession session, long after, int limit) => PartAsync(session, """
        SELECT coalesce(max(id), 0), count(*), coalesce(sum(size), 0)::bigint, coalesce(sum(named), 0)::bigint FROM (
          SELECT m.id, m.size, (SELECT sum(b.size) FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id WHERE mb.manifest_id = m.id) AS named
          FROM manifests m WHERE m.id > $1 ORDER BY m.id LIMIT $2) p
        """, after, limit);

    public static Task<List<CountedRepository>> RepositoriesAsync(PostgresSession session, long after, int limit) => session.AllAsync(
        "SELECT id, name FROM repositories WHERE id > $1 ORDER BY id LIMIT $2", static row => new CountedRepository(row.GetInt64(0), RepositoryName.Parse(row.GetString(1))), after, limit);

    /// <summary>Blobs of a repository behind a number: bytes, and bytes of those that no other repository has.</summary>
    public static Task<UsagePart> BlobsOfAsync(PostgresSession session, long repository, long after, int limit) => PartAsync(session, """
        SELECT coalesce(max(blob_id), 0), count(*), coalesce(sum(size), 0)::bigint, coalesce(sum(size) FILTER (WHERE NOT shared), 0)::bigint FROM (
          SELECT rb.blob_id, b.size, EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = rb.blob_id AND o.repository_id <> rb.repository_id) AS shared
          FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.repository_id = $3 AND rb.blob_id > $1 ORDER BY rb.blob_id LIMIT $2) p
        """, after, limit, repository);

    /// <summary>Blobs whose pin ended, that no manifest of their only repository needs. At most <paramref name="limit"/> ended pins are looked at.</summary>
    public static Task<UsagePart> UnneededAsync(PostgresSession session, DateTimeOffset now, int limit) => PartAsync(session, """
        SELECT 0::bigint, count(*), coalesce(sum(b.size), 0)::bigint, 0::bigint
        FROM (SELECT repository_id AS ended_in, blob_id FROM repo_blobs WHERE pinned_until > 0 AND pinned_until <= $1 LIMIT $2) p JOIN blobs b ON b.id = p.blob_id
        WHERE b.state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id AND mb.repository_id = ended_in)
          AND NOT EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = b.id AND o.repository_id <> ended_in)
        """, now, limit);

    public static void Keep(PostgresSession session, IReadOnlyList<(CountedRepository Repository, long Blobs, long Bytes, long UniqueBytes)> counted, DateTimeOffset now)
    {
        foreach (var (repository, blobs, bytes, uniqueBytes) in counted)
        {
            session.Queue("""
                INSERT INTO repository_usage(repository_id, name, blobs, bytes, unique_bytes, counted_at) SELECT id, $2, $3, $4, $5, $6 FROM repositories WHERE id = $1
                ON CONFLICT(repository_id) DO UPDATE SET blobs = excluded.blobs, bytes = excluded.bytes, unique_bytes = excluded.unique_bytes, counted_at = excluded.counted_at
                """, repository.Id, repository.Name, blobs, bytes, uniqueBytes, now);
        }
    }

    public static Task<int> KeepAsync(PostgresSession session, StorageUsage usage) => session.ExecuteAsync(
        "INSERT INTO storage_usage(one, report) VALUES(1, $1) ON CONFLICT(one) DO UPDATE SET report = excluded.report", JsonSerializer.Serialize(usage));

    public static async Task<StorageUsage?> FindAsync(PostgresSession session) =>
        await session.FirstAsync("SELECT report FROM storage_usage WHERE one = 1", static row => row.GetString(0)) is { } report ? JsonSerializer.Deserialize<StorageUsage>(report) : null;

    public static Task<List<RepositoryUsage>> ListAsync(PostgresSession session, RepositoryUsage? after, int limit) => session.AllAsync("""
        SELECT name, blobs, bytes, unique_bytes, counted_at FROM repository_usage WHERE (bytes, name) < ($1, $2) ORDER BY bytes DESC, name DESC LIMIT $3
        """, static row => new RepositoryUsage(RepositoryName.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetTime(4)),
        after?.Bytes ?? long.MaxValue, after?.Repository.Value ?? "", Math.Max(limit, 0));

    private static async Task<UsagePart> PartAsync(PostgresSession session, string sql, params PostgresValue[] values) =>
        (await session.FirstAsync(sql, static row => new UsagePart(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), values))!;
}
