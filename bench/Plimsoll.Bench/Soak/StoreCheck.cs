using Npgsql;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Bench.Soak;

/// <summary>Holds the database and the stored objects together, past the program's own interfaces to the database: each blob has its object, each object has a row that leads to it.</summary>
internal static class StoreCheck
{
    private const string Blobs = "SELECT storage_key, size FROM blobs WHERE storage_key IS NOT NULL AND state < 2";
    private const string Intents = "SELECT storage_key, 0 FROM uploads UNION SELECT storage_key, 0 FROM blobs WHERE state = 2 AND storage_key IS NOT NULL UNION SELECT subject, 0 FROM gc_queue WHERE kind = 'key'";
    private const string Deletions = "SELECT CASE WHEN media_type IS NOT NULL THEN 'manifests' ELSE 'blobs' END, count(*) FROM events WHERE action = 'collect' AND bytes IS NOT NULL GROUP BY 1";
    private const string Freed = "SELECT 'bytes', CAST(sum(bytes) AS bigint) FROM events WHERE action = 'collect' AND media_type IS NULL AND bytes IS NOT NULL";

    /// <summary>What a look at a store at rest found.</summary>
    /// <param name="Objects">Objects in the store.</param>
    /// <param name="Missing">Blobs without their object, or with one of another size.</param>
    /// <param name="Orphans">Objects that nothing leads to.</param>
    /// <param name="Collected">What the audit log says was collected: manifests, blobs, bytes.</param>
    public sealed record Findings(int Objects, IReadOnlyList<string> Missing, IReadOnlyList<string> Orphans, IReadOnlyDictionary<string, long> Collected);

    /// <param name="query">Asks the database for pairs of text and number.</param>
    public static async Task<Findings> RunAsync(Func<string, Task<Dictionary<string, long>>> query, IBlobStore store)
    {
        // Collection goes on meanwhile. An object that is written has a row already; one that is deleted is gone before its row is, so a second look tells.
        var before = await ListAsync(store);
        var (blobs, intents) = (await query(Blobs), await query(Intents));
        var objects = await ListAsync(store);
        foreach (string key in before.Keys.Except(objects.Keys).ToList()) blobs.Remove(key);
        var collected = await query(Deletions);
        foreach (var (what, number) in await query(Freed)) collected[what] = number;
        return new Findings(
            objects.Count,
            [.. blobs.Where(blob => objects.GetValueOrDefault(blob.Key, -1) != blob.Value).Select(blob => blob.Key)],
            [.. objects.Keys.Where(key => before.ContainsKey(key) && !blobs.ContainsKey(key) && !intents.ContainsKey(key))],
            collected);
    }

    private static async Task<Dictionary<string, long>> ListAsync(IBlobStore store)
    {
        var objects = new Dictionary<string, long>();
        await foreach (var (key, size) in store.ListAsync(CancellationToken.None)) objects[key.Value] = size;
        return objects;
    }

    public static async Task<Dictionary<string, long>> QueryPostgresAsync(string address, string sql)
    {
        var rows = new Dictionary<string, long>();
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows[reader.GetString(0)] = reader.IsDBNull(1) ? 0 : Convert.ToInt64(reader.GetValue(1));
        return rows;
    }

    public static Task<Dictionary<string, long>> QuerySqliteAsync(string path, string sql)
    {
        using var session = new SqliteSession(path, readOnly: true);
        return Task.FromResult(session.All(sql, static row => (row.GetString(0), row.GetInt64OrNull(1) ?? 0)).ToDictionary());
    }
}
