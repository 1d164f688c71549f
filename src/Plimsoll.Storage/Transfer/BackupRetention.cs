using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Transfer;

/// <summary>Removes old snapshots of a backup folder, then the bytes that no snapshot needs.</summary>
internal static class BackupRetention
{
    /// <summary>How many blobs were removed.</summary>
    public static async Task<long> RunAsync(BackupFolder folder, FileSystemBlobStore blobs, int keep, CancellationToken cancellationToken)
    {
        var snapshots = folder.List();
        foreach (var old in snapshots.SkipLast(keep)) folder.Remove(old);
        var needed = new HashSet<StorageKey>();
        foreach (var snapshot in snapshots.TakeLast(keep))
        {
            await using var export = await folder.OpenDatabaseAsync(snapshot, cancellationToken);
            // Also what the store knows to be damaged: this may be the only place that has it.
            await foreach (var blob in ExportedBlob.AllOf(export, cancellationToken)) needed.Add(blob.Key);
        }
        var removed = 0L;
        await foreach (var (key, _) in blobs.ListAsync(cancellationToken))
        {
            if (needed.Contains(key)) continue;
            await blobs.DeleteAsync([key], cancellationToken);
            removed++;
        }
        return removed;
    }
}
