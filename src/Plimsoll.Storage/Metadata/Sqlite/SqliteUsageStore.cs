using System.Diagnostics;
using Plimsoll.Storage.Metadata.Sqlite.Content;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>
/// Counts what is stored, in SQLite. Every statement reads a bounded number of rows on a reader, and the count rests as long as it reads, so that whoever pulls
/// meanwhile finds a reader and half a processor.
/// </summary>
internal sealed class SqliteUsageStore(SqliteDatabase database, TimeProvider time) : IUsageStore
{
    private const int PageSize = 10_000;
    private const int RepositoryPage = 200;

    public async Task<StorageUsage> CountAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var (blobs, stored, condemned, condemnedBytes) = (0L, 0L, 0L, 0L);
        await EachPageAsync(UsageRows.Blobs, (after, part) =>
        {
            (blobs, stored, condemned) = (blobs + part.Rows, stored + part.Bytes, condemned + part.More);
            if (part.More > 0) condemnedBytes += database.Read(session => UsageRows.CondemnedBytes(session, after, part.Last));
            return progress($"{blobs} blobs");
        }, cancellationToken);

        var (manifests, manifestBytes, imageBytes) = (0L, 0L, 0L);
        await EachPageAsync(UsageRows.Manifests, (_, part) =>
        {
            (manifests, manifestBytes, imageBytes) = (manifests + part.Rows, manifestBytes + part.Bytes, imageBytes + part.More);
            return progress($"{blobs} blobs, {manifests} manifests");
        }, cancellationToken);

        var (repositories, repositoryBytes) = await CountRepositoriesAsync(done => progress($"{blobs} blobs, {manifests} manifests, {done} repositories"), cancellationToken);
        var unneeded = database.Read(session => UsageRows.Unneeded(session, time.GetUtcNow(), 10 * PageSize));
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
            Uploads = database.Read(UploadRows.Count),
            CondemnedBlobs = condemned,
            CondemnedBytes = condemnedBytes,
            UnneededBlobs = unneeded.Rows,
            UnneededBytes = unneeded.Bytes,
        };
        await database.WriteAsync(session => UsageRows.Keep(session, usage), cancellationToken);
        return usage;
    }

    public ValueTask<StorageUsage?> FindAsync(CancellationToken cancellationToken) => ValueTask.FromResult(database.Read(UsageRows.Find));

    public ValueTask<IReadOnlyList<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RepositoryUsage>>(database.Read(session => UsageRows.List(session, after, limit)));

    private async Task<(long Repositories, long Bytes)> CountRepositoriesAsync(Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var (repositories, total, after) = (0L, 0L, 0L);
        while (database.Read(session => UsageRows.Repositories(session, after, RepositoryPage)) is { Count: > 0 } page)
        {
            var counted = new List<(CountedRepository, long, long, long)>(page.Count);
            foreach (var repository in page)
            {
                var (blobs, bytes, unique) = (0L, 0L, 0L);
                await EachPageAsync((session, last, limit) => UsageRows.BlobsOf(session, repository.Id, last, limit), (_, part) =>
                {
                    (blobs, bytes, unique) = (blobs + part.Rows, bytes + part.Bytes, unique + part.More);
                    return Task.CompletedTask;
                }, cancellationToken);
                counted.Add((repository, blobs, bytes, unique));
                if (blobs > 0) repositories++;
                total += bytes;
            }
            await database.WriteAsync(session => UsageRows.Keep(session, counted, time.GetUtcNow()), cancellationToken);
            after = page[^1].Id;
            await progress(repositories);
        }
        return (repositories, total);
    }

    private async Task EachPageAsync(Func<SqliteSession, long, int, UsagePart> read, Func<long, UsagePart, Task> take, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            var part = database.Read(session => read(session, after, PageSize));
            if (part.Rows == 0) return;
            await take(after, part);
            if (part.Rows < PageSize) return;
            after = part.Last;
            await Task.Delay(Stopwatch.GetElapsedTime(started), cancellationToken);
        }
    }
}
