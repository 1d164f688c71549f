using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite.Content;

/// <summary>The statements that count what is stored, a bounded number of rows each, and the rows that keep the result. Rows are numbers of their tables.</summary>
internal static class UsageRows
{
    /// <summary>Blobs behind a number: bytes, and how many of them are condemned. The virtual ones are nobody's.</summary>
    public static UsagePart Blobs(SqliteSession session, long after, int limit) => session.First("""
        SELECT ifnull(max(id), 0), count(*), ifnull(sum(size), 0), ifnull(sum(state = 1), 0) FROM (SELECT id, size, state FROM blobs WHERE id > max(?1, 2) ORDER BY id LIMIT ?2)
        """, Map, after, limit)!;

    /// <summary>Bytes of condemned blobs in a range of numbers in which there are some.</summary>
    public static long CondemnedBytes(SqliteSession session, long after, long last) =>
        session.Number("SELECT sum(size) FROM blobs WHERE id > ?1 AND id <= ?2 AND state = 1", after, last) ?? 0;

    /// <summary>Manifests behind a number: their own bytes, and those of the blobs that each names.</summary>
    public static UsagePart Manifests(SqliteSession session, long after, int limit) => session.First("""
        SELECT ifnull(max(id), 0), count(*), ifnull(sum(size), 0), ifnull(sum(named), 0) FROM (
          SELECT m.id, m.size, (SELECT sum(b.size) FROM manifest_blobs mb JOIN blobs b ON b.id = mb.blob_id WHERE mb.manifest_id = m.id) AS named
          FROM manifests m WHERE m.id > ?1 ORDER BY m.id LIMIT ?2)
        """, Map, after, limit)!;

    public static List<CountedRepository> Repositories(SqliteSession session, long after, int limit) => session.All(
        "SELECT id, name FROM repositories WHERE id > ?1 ORDER BY id LIMIT ?2", static row => new CountedRepository(row.GetInt64(0), RepositoryName.Parse(row.GetString(1))), after, limit);

    /// <summary>Blobs of a repository behind a number: bytes, and bytes of those that no other repository has.</summary>
    public static UsagePart BlobsOf(SqliteSession session, long repository, long after, int limit) => session.First("""
        SELECT ifnull(max(blob_id), 0), count(*), ifnull(sum(size), 0), ifnull(sum(iif(shared, 0, size)), 0) FROM (
          SELECT rb.blob_id, b.size, EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = rb.blob_id AND o.repository_id <> rb.repository_id) AS shared
          FROM repo_blobs rb JOIN blobs b ON b.id = rb.blob_id WHERE rb.repository_id = ?1 AND rb.blob_id > ?2 ORDER BY rb.blob_id LIMIT ?3)
        """, Map, repository, after, limit)!;

    /// <summary>Blobs whose pin ended, that no manifest of their only repository needs. At most <paramref name="limit"/> ended pins are looked at.</summary>
    public static UsagePart Unneeded(SqliteSession session, DateTimeOffset now, int limit) => session.First("""
        SELECT 0, count(*), ifnull(sum(b.size), 0), 0
        FROM (SELECT repository_id AS ended_in, blob_id FROM repo_blobs WHERE pinned_until > 0 AND pinned_until <= ?1 LIMIT ?2) JOIN blobs b ON b.id = blob_id
        WHERE b.state = 0 AND NOT EXISTS(SELECT 1 FROM manifest_blobs mb WHERE mb.blob_id = b.id AND mb.repository_id = ended_in)
          AND NOT EXISTS(SELECT 1 FROM repo_blobs o WHERE o.blob_id = b.id AND o.repository_id <> ended_in)
        """, Map, now, limit)!;

    public static int Keep(SqliteSession session, IReadOnlyList<(CountedRepository Repository, long Blobs, long Bytes, long UniqueBytes)> counted, DateTimeOffset now)
    {
        foreach (var (repository, blobs, bytes, uniqueBytes) in counted)
        {
            session.Execute("""
                INSERT INTO repository_usage(repository_id, name, blobs, bytes, unique_bytes, counted_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS(SELECT 1 FROM repositories WHERE id = ?1)
                ON CONFLICT(repository_id) DO UPDATE SET blobs = excluded.blobs, bytes = excluded.bytes, unique_bytes = excluded.unique_bytes, counted_at = excluded.counted_at
                """, repository.Id, repository.Name, blobs, bytes, uniqueBytes, now);
        }
        return counted.Count;
    }

    public static int Keep(SqliteSession session, StorageUsage usage) => session.Execute(
        "INSERT INTO storage_usage(one, report) VALUES(1, ?1) ON CONFLICT(one) DO UPDATE SET report = excluded.report", JsonSerializer.Serialize(usage));

    public static StorageUsage? Find(SqliteSession session) =>
        session.First("SELECT report FROM storage_usage WHERE one = 1", static row => row.GetString(0)) is { } report ? JsonSerializer.Deserialize<StorageUsage>(report) : null;

    public static List<RepositoryUsage> List(SqliteSession session, RepositoryUsage? after, int limit) => session.All("""
        SELECT name, blobs, bytes, unique_bytes, counted_at FROM repository_usage WHERE (bytes, name) < (?1, ?2) ORDER BY bytes DESC, name DESC LIMIT ?3
        """, static row => new RepositoryUsage(RepositoryName.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetTime(4)),
        after?.Bytes ?? long.MaxValue, after?.Repository.Value ?? "", Math.Max(limit, 0));

    private static UsagePart Map(SqliteRow row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
}
