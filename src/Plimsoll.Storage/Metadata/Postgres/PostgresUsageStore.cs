using System.Diagnostics;
using Plimsoll.Storage.Metadata.Postgres.Content;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Storage.Metadata.Postgres;

/// <summary>
/// Counts what is stored, in PostgreSQL. Every statement reads a bounded number of rows, and the count rests as long as it reads, so that the database has half of its
/// time for others.
/// </summary>
internal sealed class PostgresUsageStore(PostgresDatabase database, TimeProvider time) : IUsageStore
{
    private const int PageSize = 10_000;
    private const int RepositoryPage = 200;

    public async Task<StorageUsage> CountAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var (blobs, stored, condemned, condemnedBytes) = (0L, 0L, 0L, 0L);
        await EachPageAsync(UsageRows.BlobsAsync, async (after, part) =>
        {
            (blobs, stored, condemned) = (blobs + part.Rows, stored + part.Bytes, condemned + part.More);
            if (part.More > 0) condemnedBytes += await database.ReadAsync(session => UsageRows.CondemnedBytesAsync(session, after, part.Last), cancellationToken);
            await progress($"{blobs} blobs");
        }, cancellationToken);

        var (manifests, manifestBytes, imageBytes) = (0L, 0L, 0L);
        await EachPageAsync(UsageRows.ManifestsAsync, (_, part) =>
        {
            (manifests, manifestBytes, imageBytes) = (manifests + part.Rows, manifestBytes + part.Bytes, imageBytes + part.More);
            return progress($"{blobs} blobs, {manifests} manifests");
        }, cancellationToken);

        var (repositories, repositoryBytes) = await CountRepositoriesAsync(done => progress($"{blobs} blobs, {manifests} manifests, {done} repositories"), cancellationToken);
        var unneeded = await database.ReadAsync(session => UsageRows.UnneededAsync(session, time.GetUtcNow(), 10 * PageSize), cancellationToken);
        var usage = new StorageUsage
        {
            CountedAt = time.GetUtcNow(),
            Repositories = repositories,
            Manifests = manifests,
            ManifestBytes = manifestBytes,
            Blobs = blobs,
            StoredBytes = stored,
            RepositoryBytes = repositoryBytes,
            ImageBytes = imageBytes,
            Uploads = await database.ReadAsync(session => session.NumberAsync("SELECT count(*) FROM uploads"), cancellationToken) ?? 0,
            CondemnedBlobs = condemned,
            CondemnedBytes = condemnedBytes,
            UnneededBlobs = unneeded.Rows,
            UnneededBytes = unneeded.Bytes,
        };
        await database.WriteAsync(session => UsageRows.KeepAsync(session, usage), cancellationToken);
        return usage;
    }

    public async ValueTask<StorageUsage?> FindAsync(CancellationToken cancellationToken) => await database.ReadAsync(UsageRows.FindAsync, cancellationToken);

    public async ValueTask<IReadOnlyList<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => UsageRows.ListAsync(session, after, limit), cancellationToken);

    private async Task<(long Repositories, long Bytes)> CountRepositoriesAsync(Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var (repositories, total, after) = (0L, 0L, 0L);
        while (await database.ReadAsync(session => UsageRows.RepositoriesAsync(session, after, RepositoryPage), cancellationToken) is { Count: > 0 } page)
        {
            var counted = new List<(CountedRepository, long, long, long)>(page.Count);
            foreach (var repository in page)
            {
                var (blobs, bytes, unique) = (0L, 0L, 0L);
                await EachPageAsync((session, last, limit) => UsageRows.BlobsOfAsync(session, repository.Id, last, limit), (_, part) =>
                {
                    (blobs, bytes, unique) = (blobs + part.Rows, bytes + part.Bytes, unique + part.More);
                    return Task.CompletedTask;
                }, cancellationToken);
                counted.Add((repository, blobs, bytes, unique));
                if (blobs > 0) repositories++;
                total += bytes;
            }
            await database.WriteAsync(session =>
            {
                UsageRows.Keep(session, counted, time.GetUtcNow());
                return Task.FromResult(true);
            }, cancellationToken);
            after = page[^1].Id;
            await progress(repositories);
        }
        return (repositories, total);
    }

    private async Task EachPageAsync(Func<PostgresSession, long, int, Task<UsagePart>> read, Func<long, UsagePart, Task> take, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            var part = await database.ReadAsync(session => read(session, after, PageSize), cancellationToken);
            if (part.Rows == 0) return;
            await take(after, part);
            if (part.Rows < PageSize) return;
            after = part.Last;
            await Task.Delay(Stopwatch.GetElapsedTime(started), cancellationToken);
        }
    }
}
