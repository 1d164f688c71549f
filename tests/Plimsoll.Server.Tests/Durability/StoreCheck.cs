using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Server.Tests.Durability;

/// <summary>Holds files and rows together: no file without a row that leads to it, no row of a blob without its file.</summary>
internal static class StoreCheck
{
    /// <summary>Checks a data folder that nobody writes to at the moment.</summary>
    public static void Verify(string data)
    {
        using var session = new SqliteSession(Path.Combine(data, "plimsoll.db"), readOnly: true);
        var files = new DirectoryInfo(Path.Combine(data, "blobs")).EnumerateFiles("*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(Path.Combine(data, "blobs"), f.FullName), f => f.Length);
        var blobs = session.All("SELECT storage_key, size FROM blobs WHERE storage_key IS NOT NULL", static row => (Key: row.GetString(0), Size: row.GetInt64(1)));
        foreach (var (key, size) in blobs) files.GetValueOrDefault(key, -1).ShouldBe(size, $"the file of {key}");

        var intents = session.All("SELECT storage_key FROM uploads UNION SELECT subject FROM gc_queue WHERE kind = 'key'", static row => row.GetString(0));
        files.Keys.Except(blobs.Select(b => b.Key)).Except(intents).ShouldBeEmpty("files that no row leads to");

        foreach (var (key, position) in session.All("SELECT storage_key, position FROM uploads WHERE position > 0", static row => (row.GetString(0), row.GetInt64(1))))
        {
            files.GetValueOrDefault(key, -1).ShouldBeGreaterThanOrEqualTo(position, "an upload lost bytes that were acknowledged");
        }
        session.All("PRAGMA integrity_check", static row => row.GetString(0)).ShouldBe(["ok"]);
        session.All("PRAGMA foreign_key_check", static row => row.GetString(0)).ShouldBeEmpty();
        session.All("SELECT t.name FROM tags t LEFT JOIN manifests m ON m.repository_id = t.repository_id AND m.digest = t.digest WHERE m.id IS NULL", static row => row.GetString(0)).ShouldBeEmpty("tags of nothing");
    }
}
