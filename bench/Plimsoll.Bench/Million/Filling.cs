using System.Diagnostics;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Metadata.Sqlite;
using PostgresContent = Plimsoll.Storage.Metadata.Postgres.Content;
using SqliteContent = Plimsoll.Storage.Metadata.Sqlite.Content;

namespace Plimsoll.Bench.Million;

/// <summary>Puts the images into a database by the statements of a push, many pushes to a transaction, and leaves the journal as a server leaves it that has run all the time.</summary>
internal static class Filling
{
    private const int PerTransaction = 2000;

    /// <summary>Connections of PostgreSQL that fill at once.</summary>
    private const int Writers = 4;

    public static async Task SqliteAsync(string data, SyntheticImages images, DateTimeOffset pushedAt)
    {
        await using var store = SqliteMetadataStore.Open(Path.Combine(data, "plimsoll.db"), TimeProvider.System);
        await store.Database.WriteAsync(session =>
        {
            foreach (string repository in SyntheticImages.Repositories)
            {
                var layer = images.Layer(repository);
                Require(SqliteContent.BlobPublishing.Run(session, layer, images.Event(repository, layer.Digest, "push-blob"), pushedAt));
            }

            return true;
        }, CancellationToken.None);
        await ForEachBatchAsync(images, 1, batch => store.Database.WriteAsync(session =>
        {
            foreach (int number in batch)
            {
                var (config, manifest) = images.Make(number);
                Require(SqliteContent.BlobPublishing.Run(session, config, images.Event(manifest.Repository.Value, config.Digest, "push-blob"), pushedAt));
                Require(SqliteContent.ManifestPutting.Run(session, manifest, images.Event(manifest.Repository.Value, manifest.Digest, "push"), pushedAt) is ManifestPutResult.Stored);
            }

            return true;
        }, CancellationToken.None));
        await WriteJournalAsync(store, data);
        await store.Database.WriteAsync(session => session.Execute("DELETE FROM journal_queue"), CancellationToken.None);
        await store.Database.WriteAsync(session => session.Number("PRAGMA optimize"), CancellationToken.None);
    }

    public static async Task PostgresAsync(string address, string data, SyntheticImages images, DateTimeOffset pushedAt)
    {
        await using var store = await PostgresMetadataStore.OpenAsync(address, TimeProvider.System, null, CancellationToken.None);
        foreach (string repository in SyntheticImages.Repositories)
        {
            var layer = images.Layer(repository);
            await store.Database.WriteAsync(session => PostgresContent.BlobPublishing.RunAsync(session, layer, images.Event(repository, layer.Digest, "push-blob"), pushedAt), CancellationToken.None);
        }

        await ForEachBatchAsync(images, Writers, batch => store.Database.WriteAsync(async session =>
        {
            foreach (int number in batch)
            {
                var (config, manifest) = images.Make(number);
                Require(await PostgresContent.BlobPublishing.RunAsync(session, config, images.Event(manifest.Repository.Value, config.Digest, "push-blob"), pushedAt));
                Require(await PostgresContent.ManifestPutting.RunAsync(session, manifest, images.Event(manifest.Repository.Value, manifest.Digest, "push"), pushedAt) is ManifestPutResult.Stored);
            }

            return true;
        }, CancellationToken.None));
        await WriteJournalAsync(store, data);
        await store.Database.WriteAsync(session => session.ExecuteAsync("TRUNCATE journal_queue"), CancellationToken.None);
        await using var analyze = store.Database.Source.CreateCommand("VACUUM ANALYZE");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
    }

    private static async Task ForEachBatchAsync(SyntheticImages images, int writers, Func<int[], Task> write)
    {
        int done = 0;
        long started = Stopwatch.GetTimestamp(), shown = started;
        // Images of one repository do not meet: a batch holds the rows of its repositories, and several of them would wait for each other in a circle.
        var batches = writers == 1 ? Enumerable.Range(0, images.Count).Chunk(PerTransaction) : Enumerable.Range(0, images.Count).GroupBy(images.RepositoryOf).SelectMany(group => group.Chunk(PerTransaction));
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = writers }, async (batch, _) =>
        {
            await write(batch);
            int now = Interlocked.Add(ref done, batch.Length);
            if (Stopwatch.GetElapsedTime(shown) < TimeSpan.FromSeconds(20)) return;
            shown = Stopwatch.GetTimestamp();
            Console.WriteLine($"  {now:#,0} manifests after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        });
        Console.WriteLine($"  filled with {done:#,0} manifests in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private static Task WriteJournalAsync(IMetadataStore store, string data) =>
        new JournalWriter(store, FileSystemObjectStore.Open(Path.Combine(data, "beside"))).CheckpointAsync(CancellationToken.None);

    private static void Require(bool stored)
    {
        if (!stored) throw new BenchException("The store refused a synthetic image.");
    }
}
