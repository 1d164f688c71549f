using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>Everything that a data folder holds: the rows of all tables with content, and the files of the blobs with their sizes and times.</summary>
internal sealed class StoreSnapshot
{
    /// <summary>Tables that any request may add to: the audit log with its sums, the accounts, which remember when they were used, and what works in the background.</summary>
    private static readonly string[] Ignored = ["events", "leases", "last_pulls", "pull_sums", "pull_actors", "pull_places", "indexed_images", "migrations", "principals", "credentials", "grants", "group_members", "signing_keys", "identity_versions", "store_state", "journal_queue", "scrub_progress", "vouchings", "vouching_queue", "tag_binding_queue", "content_proofs", "trust_keys", "trust_documents", "log_entries", "log_tiles", "log_states", "log_size", "signature_trust"];

    /// <summary>What an upload that was begun leaves behind until it ends or expires.</summary>
    private static readonly string[] Intents = ["uploads", "gc_queue"];

    private readonly SortedDictionary<string, string> _entries = new(StringComparer.Ordinal);

    private StoreSnapshot() { }

    /// <summary>Reads a data folder, also while its server runs.</summary>
    /// <param name="data">The folder.</param>
    /// <param name="withIntents">False leaves out uploads and the bytes that belong to no blob yet.</param>
    public static StoreSnapshot Take(string data, bool withIntents)
    {
        var snapshot = new StoreSnapshot();
        using var session = new SqliteSession(Path.Combine(data, "plimsoll.db"), readOnly: true);
        foreach (var table in session.All("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", static row => row.GetString(0)))
        {
            if (!Ignored.Contains(table) && (withIntents || !Intents.Contains(table))) snapshot.AddTable(session, table);
        }
        var keys = session.All("SELECT storage_key FROM blobs WHERE storage_key IS NOT NULL", static row => row.GetString(0)).ToHashSet();
        foreach (var file in new DirectoryInfo(Path.Combine(data, "blobs")).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var key = Path.GetRelativePath(Path.Combine(data, "blobs"), file.FullName);
            if (keys.Contains(key)) snapshot._entries[$"file {key}"] = $"{file.Length} bytes, {file.LastWriteTimeUtc:O}";
            // Bytes of an upload count only as far as its row says, so the length of the file says nothing.
            else if (withIntents) snapshot._entries[$"file {key} of an upload"] = "";
        }
        return snapshot;
    }

    /// <summary>Shows what differs, when something does.</summary>
    public void ShouldBe(StoreSnapshot before)
    {
        var gone = before._entries.Except(_entries).Select(e => $"- {e.Key} {e.Value}");
        var come = _entries.Except(before._entries).Select(e => $"+ {e.Key} {e.Value}");
        gone.Concat(come).ShouldBeEmpty("the store changed");
    }

    private void AddTable(SqliteSession session, string table)
    {
        var columns = session.All($"SELECT name FROM pragma_table_info('{table}')", static row => row.GetString(0));
        var row = string.Join(" || ',' || ", columns.Select(c => $"quote(\"{c}\")"));
        foreach (var text in session.All($"SELECT {row} FROM \"{table}\"", static r => r.GetString(0))) _entries[$"{table} {text}"] = "";
    }
}
