using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Storage.Transfer;

/// <summary>How a backup is made.</summary>
public sealed record BackupOptions
{
    /// <summary>Copy also where a second name of the same file would do.</summary>
    public bool Copy { get; init; }

    /// <summary>Hash also what is linked and what the folder has already.</summary>
    public bool Verify { get; init; }

    /// <summary>Keep so many snapshots, and no bytes that none of them needs; null keeps all.</summary>
    public int? Keep { get; init; }
}

/// <summary>What a backup came to.</summary>
/// <param name="Snapshot">Its name.</param>
/// <param name="Note">What it says about itself.</param>
/// <param name="Blobs">What happened to the blobs.</param>
/// <param name="Removed">Blobs that no snapshot needs any more and that were removed.</param>
public sealed record BackupReport(string Snapshot, BackupNote Note, TransferReport Blobs, long Removed);

/// <summary>
/// Backs a store up while it runs: 1. a hold keeps collection from deleting bytes, 2. a snapshot of the database is written down, 3. every blob that it names is linked or
/// copied unless the folder has it, 4. the snapshot gets its name. A backup that is broken off goes on where it was when it is begun again.
/// </summary>
public sealed class Backup(IMetadataStore metadata, IBlobStore blobs, TimeProvider time)
{
    /// <summary>Makes a backup.</summary>
    public async Task<BackupReport> RunAsync(BackupFolder folder, BackupOptions options, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await using var hold = await HoldWhile.BeginAsync(metadata.State, "backup", "a backup is being made", time, cancellationToken);
        var taken = time.GetUtcNow();
        var snapshot = folder.Begin(taken);
        progress?.Report(new TransferProgress("database", 0, 0));
        await using var database = folder.CreateDatabase(snapshot);
        var (engine, schema, rows) = await WriteDatabaseAsync(database, taken, cancellationToken);
        database.Flush(flushToDisk: true);
        database.Position = 0;
        using var target = FileSystemBlobStore.Open(folder.Blobs);
        await using var export = await ExportReader.OpenAsync(database, cancellationToken);
        var report = await new BackupCopy(blobs, target, folder, new BlobCopy(blobs, target, !options.Copy, options.Verify)).RunAsync(export, progress, cancellationToken);
        var state = await metadata.State.ReadAsync(cancellationToken);
        var note = new BackupNote(state.StoreId, taken, engine, schema, rows, report.Blobs, report.Bytes, report.Problems);
        var name = folder.Finish(snapshot, note);
        var removed = options.Keep is { } keep ? await BackupRetention.RunAsync(folder, target, Math.Max(keep, 1), cancellationToken) : 0;
        return new BackupReport(name, note, report, removed);
    }

    private async Task<(string Engine, int Schema, long Rows)> WriteDatabaseAsync(Stream output, DateTimeOffset taken, CancellationToken cancellationToken)
    {
        // Only while the rows are written; copying the blobs may take hours, and the database would keep everything that changed meanwhile twice.
        await using var snapshot = await metadata.Copy.OpenSnapshotAsync(cancellationToken);
        var storeId = (await metadata.State.ReadAsync(cancellationToken)).StoreId;
        return (snapshot.Engine, snapshot.Schema, await ExportWriter.WriteAsync(snapshot, storeId, taken, output, cancellationToken));
    }
}
