using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// Brings a snapshot back: first the blobs, then the database, which makes them count. Restoring that is broken off goes on where it was when it is begun again.
/// </summary>
/// <param name="folder">The backups.</param>
/// <param name="snapshot">Which of them.</param>
public sealed class Restore(BackupFolder folder, string snapshot)
{
    private HashSet<string>? _lacking;

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
        var report = await BlobTransfer.RunAsync(copy, ExportedBlob.AllOf(export, cancellationToken), progress, cancellationToken);
        _lacking = [.. report.Problems.Select(p => p.Digest)];
        return report;
    }

    /// <summary>Hands the database of the snapshot to whoever makes one of it. A blob that the store had lost, and that was copied from here, counts again.</summary>
    public async Task ReadDatabaseAsync(Func<ExportHeader, IAsyncEnumerable<TableRow>, Task> read, CancellationToken cancellationToken)
    {
        await using var export = await folder.OpenDatabaseAsync(snapshot, cancellationToken);
        await read(export.Header, export.ReadAsync(cancellationToken).Select(row => IsBack(row) ? ExportedBlob.Whole(row) : row));
    }

    private bool IsBack(TableRow row) => _lacking is not null && ExportedBlob.Of(row) is { IsDamaged: true } blob && !_lacking.Contains(blob.Digest.Value);
}
