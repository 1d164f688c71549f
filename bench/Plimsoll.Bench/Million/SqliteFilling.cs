using System.Diagnostics;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Bench.Million;

/// <summary>Fills SQLite by the statements of a push, all in one transaction that nobody could take back, without the queue of the journal, which is written once at the end.</summary>
/// <param name="data">The data folder.</param>
internal sealed class SqliteFilling(string data, DateTimeOffset pushedAt) : IFilledStore
{
    private readonly string _path = Path.Combine(data, "plimsoll.db");

    public async Task FillAsync(SyntheticImages images)
    {
        await SqliteMetadataStore.Open(_path, TimeProvider.System).DisposeAsync();
        using (var session = new SqliteSession(_path, readOnly: false)) Fill(session, images);
        await using var store = SqliteMetadataStore.Open(_path, TimeProvider.System);
        long started = Stopwatch.GetTimestamp();
        await new JournalWriter(store, FileSystemObjectStore.Open(Path.Combine(data, "beside"))).CheckpointAsync(CancellationToken.None);
        Console.WriteLine($"  wrote the journal in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    public async Task SpreadAsync(DateTimeOffset first, TimeSpan period)
    {
        await using var store = SqliteMetadataStore.Open(_path, TimeProvider.System);
        await store.Database.WriteAsync(session =>
        {
            session.Execute("UPDATE gc_queue SET review_after = ?1 + ?2 * (instr('0123456789abcdef', substr(subject, 8, 1)) - 1)", first, (long)period.TotalMilliseconds);
            return session.Execute("UPDATE repo_blobs SET pinned_until = ?1 + ?2 * (blob_id % 16) WHERE pinned_until > 0", first, (long)period.TotalMilliseconds);
        }, CancellationToken.None);
    }

    private void Fill(SqliteSession session, SyntheticImages images)
    {
        session.Script("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000000;");
        var triggers = session.All("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal%'", static row => (Name: row.GetString(0), Sql: row.GetString(1)));
        foreach (var (name, _) in triggers) session.Script("DROP TRIGGER " + name);
        session.Script("BEGIN");
        var progress = new FillingProgress();
        foreach (string repository in SyntheticImages.Repositories)
        {
            var layer = SyntheticImages.Layer(repository);
            FillingProgress.Require(BlobPublishing.Run(session, layer, images.Event(repository, layer.Digest, "push-blob"), pushedAt));
        }

        // Made beside the writer.
        foreach (var (config, manifest) in Enumerable.Range(0, images.Count).AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.AutoBuffered).Select(images.Make))
        {
            FillingProgress.Require(BlobPublishing.Run(session, config, images.Event(manifest.Repository.Value, config.Digest, "push-blob"), pushedAt));
            FillingProgress.Require(ManifestPutting.Run(session, manifest, images.Event(manifest.Repository.Value, manifest.Digest, "push"), pushedAt) is ManifestPutResult.Stored);
            progress.Add(1);
        }

        for (int number = 0; number < images.Unneeded; number++)
        {
            var (blob, audit) = images.MakeUnneeded(number);
            FillingProgress.Require(BlobPublishing.Run(session, blob, audit, pushedAt));
        }

        // To sign a statement about each tag would take an hour; a server that has run all the time has done so.
        session.Script("DELETE FROM tag_binding_queue");
        session.Script("COMMIT");
        foreach (var (_, sql) in triggers) session.Script(sql);
        progress.End();
    }
}
