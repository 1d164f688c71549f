using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Transfer;

/// <summary>
/// Copies the blobs of a snapshot into a backup folder. What the store does not have as it was pushed is a problem, also when the folder has it: then that is the copy which counts, whichever
/// snapshot brought it and under whichever key.
/// </summary>
internal sealed class BackupCopy(IBlobStore source, FileSystemBlobStore target, BackupFolder folder, BlobCopy copy)
{
    public async Task<TransferReport> RunAsync(ExportReader export, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var inRows = new List<TransferProblem>();
        var expected = export.ReadAsync(cancellationToken).Select(row =>
        {
            if (ExportedBlob.DamagedInRow(row) is { } digest) inRows.Add(new TransferProblem(digest, "", "damaged"));
            return ExportedBlob.Of(row);
        });
        var blobs = expected.Where(blob => blob is not null).Select(blob => blob!);
        var report = await BlobTransfer.RunAsync(copy, blobs, (blob, outcome) => ProblemAsync(blob, outcome, cancellationToken), progress, cancellationToken);
        if (report.Problems.Any(p => !p.IsKept)) report = await TakeFromEarlierAsync(report, cancellationToken);
        return report with { Problems = [.. report.Problems.Concat(inRows).OrderBy(p => p.Digest, StringComparer.Ordinal)] };
    }

    private async ValueTask<CopyOutcome?> ProblemAsync(ExportedBlob blob, CopyOutcome outcome, CancellationToken cancellationToken)
    {
        if (!blob.IsDamaged || BlobTransfer.Problem(outcome) is not null) return BlobTransfer.Problem(outcome);
        await using var reader = await source.OpenAsync(blob.Key, cancellationToken);
        return reader is null ? CopyOutcome.Missing : CopyOutcome.Damaged;
    }

    /// <summary>A blob that was pushed again, or rebuilt, has another key than earlier snapshots know.</summary>
    private async Task<TransferReport> TakeFromEarlierAsync(TransferReport report, CancellationToken cancellationToken)
    {
        var lacking = report.Problems.Where(p => !p.IsKept).ToDictionary(p => Digest.Parse(p.Digest));
        var bytes = 0L;
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var snapshot in folder.List().Reverse())
        {
            await using var export = await folder.OpenDatabaseAsync(snapshot, cancellationToken);
            await foreach (var blob in ExportedBlob.AllOf(export, cancellationToken))
            {
                if (!lacking.TryGetValue(blob.Digest, out var problem)) continue;
                await using var reader = await target.OpenAsync(blob.Key, cancellationToken);
                if (reader is null || reader.Length != blob.Size || await copy.CopyAsync(reader, StorageKey.Parse(problem.Key), blob.Digest, cancellationToken) != CopyOutcome.Copied) continue;
                lacking.Remove(blob.Digest);
                kept.Add(problem.Digest);
                bytes += blob.Size;
            }
            if (lacking.Count == 0) break;
        }
        return report with { Present = report.Present + kept.Count, Bytes = report.Bytes + bytes, Problems = [.. report.Problems.Select(p => kept.Contains(p.Digest) ? p with { IsKept = true } : p)] };
    }
}
