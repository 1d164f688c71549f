using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Collection;

/// <summary>One run: the steps in their order, batch by batch.</summary>
internal sealed class CollectionRun(
    IMetadataStore metadata, IBlobStore store, CollectionSettings settings, TimeProvider time, Heartbeat heartbeat, IProgress<string>? progress, bool dryRun, bool confirmed)
{
    /// <summary>Clocks are corrected by little all the time.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly ICollectionStore _collection = metadata.Collection;
    private readonly CollectionPace _pace = new(settings, time);
    private readonly CollectionTally _tally = new();
    private string? _wouldBrake;

    public async Task<CollectionReport> RunAsync(CancellationToken cancellationToken)
    {
        var clock = await _collection.ReadClockAsync(confirmed && !dryRun, cancellationToken);
        var (outcome, reason) = (CollectionOutcome.Completed, default(string));
        try
        {
            if (clock.Now < clock.Latest - Tolerance)
                throw new CollectionStoppedException(CollectionOutcome.Paused, $"the clock shows {clock.Now:u}, but collection has seen {clock.Latest:u}; set it right, or confirm that it is");
            await RunStepsAsync(clock.Now - settings.Grace, cancellationToken);
            if (_wouldBrake is not null) (outcome, reason) = (CollectionOutcome.Braked, _wouldBrake);
        }
        catch (CollectionStoppedException e)
        {
            (outcome, reason) = (e.Outcome, e.Message);
        }
        var ended = await _collection.ReadClockAsync(false, cancellationToken);
        return _tally.ToReport(clock.Now, ended.Now, dryRun, outcome, reason);
    }

    private async Task RunStepsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await RequireNoHoldAsync(cancellationToken);
        await ExpireUploadsAsync(cancellationToken);
        try
        {
            await CollectAsync(before, cancellationToken);
        }
        catch (CollectionStoppedException e) when (e.Outcome == CollectionOutcome.Braked)
        {
            // What belongs to no blob is garbage, however much the rest is.
            await DeleteKeysAsync(before, cancellationToken);
            throw;
        }
        // Last, because a store far away takes its time for each of them, and they are the least of what there is to free.
        await DeleteKeysAsync(before, cancellationToken);
        if (!dryRun) await RepeatAsync(limit => _collection.ForgetManifestsAsync(before, limit, cancellationToken), cancellationToken);
    }

    private async Task CollectAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var brakes = new CollectionBrakes(settings, confirmed, () => _collection.MeasureAsync(cancellationToken).AsTask());
        CandidateKind[] manifests = settings.KeepUntagged ? [CandidateKind.Orphan] : [CandidateKind.Orphan, CandidateKind.Untagged];
        await WeighAsync(manifests, brakes, before, cancellationToken);
        foreach (var kind in manifests) await ReviewAsync(kind, before, brakes, cancellationToken);
        foreach (var kind in new[] { CandidateKind.Blob, CandidateKind.Pin }) await ReviewAsync(kind, before, brakes, cancellationToken);

        var condemned = await _collection.MeasureCondemnedAsync(cancellationToken);
        // A dry run has taken back what it condemned.
        var bytes = condemned.Bytes + (dryRun ? _tally.CondemnedBytes : 0);
        Stop(await brakes.WhyNotBytesAsync(bytes));
        if (dryRun) (_tally.Blobs, _tally.Bytes) = ((int)condemned.Blobs + _tally.Condemned, bytes);
        else await DeleteBlobsAsync(cancellationToken);
    }

    /// <summary>A backup that runs needs every object that its snapshot names; beside an older database nobody knows what is garbage.</summary>
    private async Task RequireNoHoldAsync(CancellationToken cancellationToken)
    {
        if (dryRun) return;
        if (await metadata.State.ListHoldsAsync(cancellationToken) is [var hold, ..]) throw new CollectionStoppedException(CollectionOutcome.Paused, hold.Reason);
    }

    private async Task ExpireUploadsAsync(CancellationToken cancellationToken)
    {
        if (dryRun) _tally.Uploads = await _collection.ExpireUploadsAsync(settings.MaxBatch, true, cancellationToken);
        else _tally.Uploads = await RepeatAsync(limit => _collection.ExpireUploadsAsync(limit, false, cancellationToken), cancellationToken);
    }

    /// <summary>Deletes the objects of keys that no row names. They were named by one until a grace ago, so no request is still about to write them.</summary>
    private Task DeleteKeysAsync(DateTimeOffset before, CancellationToken cancellationToken) => ForEachDueAsync(CandidateKind.Key, before, async candidates =>
    {
        var keys = candidates.Select(c => StorageKey.Parse(c.Subject)).ToList();
        if (!dryRun)
        {
            await RequireNoHoldAsync(cancellationToken);
            keys = await AbandonAsync(keys, cancellationToken);
            await _collection.RemoveKeysAsync(keys, cancellationToken);
        }
        _tally.Keys += keys.Count;
    }, cancellationToken);

    /// <summary>Where there are many candidates, finds out by a dry run whether they are too many, before the first is taken.</summary>
    private async Task WeighAsync(CandidateKind[] kinds, CollectionBrakes brakes, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (confirmed || dryRun) return;
        var due = 0;
        foreach (var kind in kinds) due += (await _collection.ListDueAsync(kind, before, null, brakes.FreeManifests + 1, cancellationToken)).Count;
        if (due <= brakes.FreeManifests) return;
        var count = 0L;
        foreach (var kind in kinds)
        {
            await ForEachDueAsync(kind, before, async candidates =>
            {
                count += (await _collection.ReviewAsync(candidates, Rules, true, cancellationToken)).Manifests;
                Stop(await brakes.WhyNotManifestsAsync(count));
            }, cancellationToken);
        }
    }

    private async Task ReviewAsync(CandidateKind kind, DateTimeOffset before, CollectionBrakes brakes, CancellationToken cancellationToken)
    {
        int manifests;
        do
        {
            manifests = _tally.Manifests;
            await ForEachDueAsync(kind, before, async candidates =>
            {
                var review = await _collection.ReviewAsync(candidates, Rules, dryRun, cancellationToken);
                _tally.Add(review);
                Stop(await brakes.WhyNotManifestsAsync(_tally.Manifests));
            }, cancellationToken);
        }
        // What was deleted may have made more candidates than one transaction could decide about.
        while (!dryRun && _tally.Manifests > manifests);
    }

    /// <summary>Deletes condemned blobs, and first what an earlier run has begun to delete.</summary>
    private async Task DeleteBlobsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DoomedBlob> doomed;
        for (var after = 0L; (doomed = await _collection.ListDeletingAsync(after, settings.MaxBatch, cancellationToken)).Count > 0; after = doomed[^1].Id) await DeleteBlobsAsync(doomed, cancellationToken);
        while ((doomed = await _pace.RunAsync(() => _collection.BeginDeletingAsync(_pace.BatchSize, cancellationToken), cancellationToken)).Count > 0) await DeleteBlobsAsync(doomed, cancellationToken);
    }

    private async Task DeleteBlobsAsync(IReadOnlyList<DoomedBlob> doomed, CancellationToken cancellationToken)
    {
        await BeatAsync(cancellationToken);
        var deleted = (await DeleteObjectsAsync([.. doomed.Where(b => b.Key is not null).Select(b => b.Key!.Value)], cancellationToken)).ToHashSet();
        var ready = doomed.Where(b => b.Key is not { } key || deleted.Contains(key)).ToList();
        var gone = await _pace.RunAsync(() => _collection.FinishDeletingAsync(ready, cancellationToken), cancellationToken);
        _tally.Blobs += gone.Count;
        _tally.Bytes += gone.Sum(static b => b.Size);
    }

    /// <summary>Deletes the objects of blobs, in as few calls as the store allows; which of them are gone. What resists is left to the next run.</summary>
    private async Task<List<StorageKey>> DeleteObjectsAsync(List<StorageKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0 || await TryAsync(() => store.DeleteAsync(keys, cancellationToken))) return keys;
        return await EachAsync(keys, key => store.DeleteAsync(key, cancellationToken));
    }

    /// <summary>Deletes what uploads left under keys that never became blobs; which of them are gone.</summary>
    private async Task<List<StorageKey>> AbandonAsync(List<StorageKey> keys, CancellationToken cancellationToken)
    {
        if (await TryAsync(() => store.AbandonAsync(keys, cancellationToken))) return keys;
        return await EachAsync(keys, key => store.AbandonAsync(key, cancellationToken));
    }

    private async Task<List<StorageKey>> EachAsync(List<StorageKey> keys, Func<StorageKey, ValueTask> delete)
    {
        var deleted = new List<StorageKey>(keys.Count);
        foreach (var key in keys)
        {
            if (await TryAsync(() => delete(key))) deleted.Add(key);
            else _tally.Failed++;
        }
        return deleted;
    }

    private static async Task<bool> TryAsync(Func<ValueTask> delete)
    {
        try
        {
            await delete();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private CollectionRules Rules => new(settings.Grace, settings.KeepUntagged, _pace.BatchSize);

    private async Task ForEachDueAsync(CandidateKind kind, DateTimeOffset before, Func<IReadOnlyList<CollectionCandidate>, Task> work, CancellationToken cancellationToken)
    {
        IReadOnlyList<CollectionCandidate> candidates;
        for (CollectionCandidate? after = null; (candidates = await _collection.ListDueAsync(kind, before, after, _pace.BatchSize, cancellationToken)).Count > 0; after = candidates[^1])
        {
            await BeatAsync(cancellationToken);
            await _pace.RunAsync(async () =>
            {
                await work(candidates);
                return true;
            }, cancellationToken);
        }
    }

    private async Task<int> RepeatAsync(Func<int, Task<int>> batch, CancellationToken cancellationToken)
    {
        var total = 0;
        for (int limit, done; ; total += done)
        {
            await BeatAsync(cancellationToken);
            limit = _pace.BatchSize;
            done = await _pace.RunAsync(() => batch(limit), cancellationToken);
            if (done < limit) return total + done;
        }
    }

    private Task BeatAsync(CancellationToken cancellationToken)
    {
        progress?.Report(_tally.ToReport(default, default, dryRun, CollectionOutcome.Completed, null).Describe());
        return heartbeat.BeatAsync(cancellationToken);
    }

    /// <summary>Stops the run where there is a reason. A dry run goes on, to say how much it is.</summary>
    private void Stop(string? reason)
    {
        if (reason is not null && !dryRun) throw new CollectionStoppedException(CollectionOutcome.Braked, reason);
        _wouldBrake ??= reason;
    }
}
