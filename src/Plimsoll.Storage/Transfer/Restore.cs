using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// Brings a snapshot back: first the blobs, then the database, which makes them count. Restoring that is broken off goes on where it was when it is begun again.
/// </summary>
/// <param name="folder">The backups.</param>
/// <param name="snapshot">Which of them.</param>
public sealed class Restore(BackupFolder folder, string snapshot)
{
    /// <summary>Copies the blobs that the snapshot names, unless the target has them.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="options">See <see cref="BackupOptions"/>; nothing is removed.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TransferReport> CopyBlobsAsync(IBlobStore target, BackupOptions options, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var source = FileSystemBlobStore.Open(folder.Blobs);
        var copy = new BlobCopy(source, target, !options.Copy, options.Verify);
        await using var export = await folder.OpenDatabaseAsync(snapshot, cancellationToken);
        return await BlobTransfer.RunAsync(copy, export, progress, cancellationToken);
    }

    /// <summary>Hands the database of the snapshot to whoever makes one of it.</summary>
    public async Task ReadDatabaseAsync(Func<ExportReader, Task> read, CancellationToken cancellationToken)
    {
        await using var export = await folder.OpenDatabaseAsync(snapshot, cancellationToken);
        await read(export);
    }
}
