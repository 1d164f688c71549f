using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Health;

/// <summary>What one check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Ready">True when it can serve.</param>
/// <param name="Reason">Why not, for the operator; the log has the details.</param>
internal sealed record ReadinessCheck(string Name, bool Ready, string? Reason);

/// <summary>
/// Finds out whether the server can serve: the database answers, the blob store takes a write, the disk has room. Supervisors ask often and from everywhere, so an answer
/// counts for a few seconds and one look is taken at a time.
/// </summary>
internal sealed partial class Readiness(IMetadataStore metadata, IBlobStore store, ServerOptions options, TimeProvider time, ILogger<Readiness> logger) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<ReadinessCheck> _last = [];
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;

    /// <summary>The checks, looked at now or a moment ago.</summary>
    public async Task<IReadOnlyList<ReadinessCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_last.Count > 0 && now - _lookedAt < GoodFor && now >= _lookedAt) return _last;
            var found = await Task.WhenAll(
                LookAsync("database", "the database does not answer", DatabaseAsync),
                LookAsync("blobs", "the blob store takes no writes", BlobsAsync),
                LookAsync("disk", "the file system of the data folder cannot be looked at", DiskAsync));
            Tell(found);
            (_last, _lookedAt) = (found, now);
            return found;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ReadinessCheck> LookAsync(string name, string reason, Func<CancellationToken, Task<string?>> look)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            // On a thread of the pool, and not waited for longer than that: a disk that hangs does not listen to a token.
            var found = await Task.Run(() => look(patience.Token), patience.Token).WaitAsync(Patience, time, CancellationToken.None);
            return new ReadinessCheck(name, found is null, found);
        }
        catch (Exception e)
        {
            LogFailed(e, name);
            return new ReadinessCheck(name, false, e is TimeoutException or OperationCanceledException ? $"{reason} within {Patience.TotalSeconds:0} seconds" : reason);
        }
    }

    private async Task<string?> DatabaseAsync(CancellationToken cancellationToken)
    {
        await metadata.Manifests.ListRepositoriesAsync(null, 1, cancellationToken);
        return null;
    }

    /// <summary>Writes a few bytes as an upload would, down to the disk, and takes them away.</summary>
    private async Task<string?> BlobsAsync(CancellationToken cancellationToken)
    {
        await store.DeleteAsync(StorageKey.Probe, cancellationToken);
        await using (var writer = await store.CreateAsync(StorageKey.Probe, null, cancellationToken))
        {
            await writer.WriteAsync("ready?"u8.ToArray(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
        }
        await store.DeleteAsync(StorageKey.Probe, cancellationToken);
        return null;
    }

    private Task<string?> DiskAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(Path.GetFullPath(options.Data)).AvailableFreeSpace;
        var least = options.Health.MinFreeBytes;
        return Task.FromResult(free < least ? $"the file system of the data folder has {free} bytes left, less than {least} (health.minFreeBytes)" : null);
    }

    /// <summary>One line when something changes, not one at each look.</summary>
    private void Tell(IReadOnlyList<ReadinessCheck> found)
    {
        foreach (var check in found)
        {
            var before = _last.FirstOrDefault(c => c.Name == check.Name)?.Ready ?? true;
            if (before && !check.Ready) LogNotReady(check.Name, check.Reason!);
            else if (!before && check.Ready) LogReadyAgain(check.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "not ready: {Check}: {Reason}")]
    private partial void LogNotReady(string check, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "ready again: {Check}")]
    private partial void LogReadyAgain(string check);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the check of {Check} failed")]
    private partial void LogFailed(Exception exception, string check);
}
