using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Journal;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Postgres;
using Plimsoll.Storage.Metadata.Postgres.Content;

namespace Plimsoll.Bench.Million;

/// <summary>Fills PostgreSQL by the statements of a push, many pushes to a transaction, and leaves the journal as a server leaves it that has run all the time.</summary>
internal sealed class PostgresFilling(string address, string data, DateTimeOffset pushedAt) : IFilledStore
{
    private const int PerTransaction = 2000;

    /// <summary>Connections that fill at once.</summary>
    private const int Writers = 4;

    public async Task FillAsync(SyntheticImages images)
    {
        await using var store = await PostgresMetadataStore.OpenAsync(address, TimeProvider.System, null, CancellationToken.None);
        var progress = new FillingProgress();
        foreach (string repository in SyntheticImages.Repositories)
        {
            var layer = SyntheticImages.Layer(repository);
            await store.Database.WriteAsync(session => BlobPublishing.RunAsync(session, layer, images.Event(repository, layer.Digest, "push-blob"), pushedAt), CancellationToken.None);
        }

        await EachAsync(Enumerable.Range(0, images.Count), images.RepositoryOf, batch => store.Database.WriteAsync(async session =>
        {
            foreach (int number in batch)
            {
                var (config, manifest) = images.Make(number);
                FillingProgress.Require(await BlobPublishing.RunAsync(session, config, images.Event(manifest.Repository.Value, config.Digest, "push-blob"), pushedAt));
                FillingProgress.Require(await ManifestPutting.RunAsync(session, manifest, images.Event(manifest.Repository.Value, manifest.Digest, "push"), pushedAt) is ManifestPutResult.Stored);
            }

            progress.Add(batch.Length);
            return true;
        }, CancellationToken.None));
        await EachAsync(Enumerable.Range(0, images.Unneeded), _ => "", batch => store.Database.WriteAsync(async session =>
        {
            foreach (int number in batch)
            {
                var (blob, audit) = images.MakeUnneeded(number);
                FillingProgress.Require(await BlobPublishing.RunAsync(session, blob, audit, pushedAt));
            }

            return true;
        }, CancellationToken.None));
        progress.End();
        await new JournalWriter(store, FileSystemObjectStore.Open(Path.Combine(data, "beside"))).CheckpointAsync(CancellationToken.None);
        await store.Database.WriteAsync(session => session.ExecuteAsync("TRUNCATE journal_queue, tag_binding_queue"), CancellationToken.None);
        await using var analyze = store.Database.Source.CreateCommand("VACUUM ANALYZE");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
    }

    public async Task SpreadAsync(DateTimeOffset first, TimeSpan period)
    {
        await using var store = await PostgresMetadataStore.OpenAsync(address, TimeProvider.System, null, CancellationToken.None);
        await store.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE gc_queue SET review_after = $1 + $2 * (strpos('0123456789abcdef', substr(subject, 8, 1)) - 1)", first, (long)period.TotalMilliseconds);
            return await session.ExecuteAsync("UPDATE repo_blobs SET pinned_until = $1 + $2 * (blob_id % 16) WHERE pinned_until > 0", first, (long)period.TotalMilliseconds);
        }, CancellationToken.None);
    }

    /// <summary>Images of one repository do not meet: a batch holds the rows of its repositories, and several of them would wait for each other in a circle.</summary>
    private static Task EachAsync(IEnumerable<int> numbers, Func<int, string> repositoryOf, Func<int[], Task> write) => Parallel.ForEachAsync(
        numbers.GroupBy(repositoryOf).SelectMany(group => group.Chunk(PerTransaction)), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (batch, _) => await write(batch));
}
