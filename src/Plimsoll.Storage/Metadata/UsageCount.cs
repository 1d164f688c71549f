using System.Diagnostics;
using System.Text.Json;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// Counts what is stored. Every statement reads a bounded number of rows, and the count rests as long as it reads, so that the database has half of its time for others.
/// </summary>
internal sealed class UsageCount(IUsageRows rows, TimeProvider time) : IUsageStore
{
    private const int PageSize = 10_000;
    private const int RepositoryPage = 200;

    public async Task<StorageUsage> CountAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var (blobs, stored, condemned, condemnedBytes) = (0L, 0L, 0L, 0L);
        await EachPageAsync(rows.BlobsAsync, async (after, part) =>
        {
            (blobs, stored, condemned) = (blobs + part.Rows, stored + part.Bytes, condemned + part.More);
            if (part.More > 0) condemnedBytes += await rows.CondemnedBytesAsync(after, part.Last, cancellationToken);
            await progress($"{blobs} blobs");
        }, cancellationToken);

        var (manifests, manifestBytes, imageBytes) = (0L, 0L, 0L);
        await EachPageAsync(rows.ManifestsAsync, (_, part) =>
        {
            (manifests, manifestBytes, imageBytes) = (manifests + part.Rows, manifestBytes + part.Bytes, imageBytes + part.More);
            return progress($"{blobs} blobs, {manifests} manifests");
        }, cancellationToken);

        var (repositories, repositoryBytes) = await CountRepositoriesAsync(done => progress($"{blobs} blobs, {manifests} manifests, {done} repositories"), cancellationToken);
        var unneeded = await rows.UnneededAsync(time.GetUtcNow(), 10 * PageSize, cancellationToken);
        var ever = await rows.UnneededAsync(DateTimeOffset.MaxValue, 10 * PageSize, cancellationToken);
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
            Uploads = await rows.UploadsAsync(cancellationToken),
            CondemnedBlobs = condemned,
            CondemnedBytes = condemnedBytes,
            UnneededBlobs = unneeded.Rows,
            UnneededBytes = unneeded.Bytes,
            WaitingBlobs = Math.Max(0, ever.Rows - unneeded.Rows),
            WaitingBytes = Math.Max(0, ever.Bytes - unneeded.Bytes),
        };
        await rows.KeepAsync(JsonSerializer.Serialize(usage), cancellationToken);
        return usage;
    }

    public async ValueTask<StorageUsage?> FindAsync(CancellationToken cancellationToken) =>
        await rows.FindAsync(cancellationToken) is { } report ? JsonSerializer.Deserialize<StorageUsage>(report) : null;

    public async ValueTask<IReadOnlyList<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken) =>
        await rows.ListAsync(after, Math.Max(limit, 0), cancellationToken);

    private async Task<(long Repositories, long Bytes)> CountRepositoriesAsync(Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var (repositories, total, after) = (0L, 0L, 0L);
        while (await rows.RepositoriesAsync(after, RepositoryPage, cancellationToken) is { Count: > 0 } page)
        {
            var counted = new List<RepositoryCount>(page.Count);
            foreach (var repository in page)
            {
                var (blobs, bytes, unique) = (0L, 0L, 0L);
                await EachPageAsync((last, limit, cancelled) => rows.BlobsOfAsync(repository.Id, last, limit, cancelled), (_, part) =>
                {
                    (blobs, bytes, unique) = (blobs + part.Rows, bytes + part.Bytes, unique + part.More);
                    return Task.CompletedTask;
                }, cancellationToken);
                counted.Add(new RepositoryCount(repository, blobs, bytes, unique));
                if (blobs > 0) repositories++;
                total += bytes;
            }
            await rows.KeepAsync(counted, time.GetUtcNow(), cancellationToken);
            after = page[^1].Id;
            await progress(repositories);
        }
        return (repositories, total);
    }

    private static async Task EachPageAsync(Func<long, int, CancellationToken, ValueTask<UsagePart>> read, Func<long, UsagePart, Task> take, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            var part = await read(after, PageSize, cancellationToken);
            if (part.Rows == 0) return;
            await take(after, part);
            if (part.Rows < PageSize) return;
            after = part.Last;
            await Task.Delay(Stopwatch.GetElapsedTime(started), cancellationToken);
        }
    }
}
