namespace Plimsoll.Storage.Transfer;

/// <summary>Copies all blobs that an export names, several at once.</summary>
internal static class BlobTransfer
{
    private const int AtOnce = 4;

    public static Task<TransferReport> RunAsync(BlobCopy copy, IAsyncEnumerable<ExportedBlob> expected, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(copy, expected, static (_, outcome) => ValueTask.FromResult(Problem(outcome)), progress, cancellationToken);

    /// <param name="copy">Copies one of them.</param>
    /// <param name="expected">The blobs.</param>
    /// <param name="problem">What is wrong with a blob at the source, after it was copied or was not; null when nothing is.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TransferReport> RunAsync(
        BlobCopy copy, IAsyncEnumerable<ExportedBlob> expected, Func<ExportedBlob, CopyOutcome, ValueTask<CopyOutcome?>> problem, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var count = new TransferCount(progress);
        await Parallel.ForEachAsync(expected, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (blob, stop) =>
        {
            var outcome = await copy.RunAsync(blob, stop);
            count.Add(outcome, blob, await problem(blob, outcome));
        });
        return count.Report;
    }

    /// <summary>The outcome, where it says that the source does not have the blob as it was pushed.</summary>
    public static CopyOutcome? Problem(CopyOutcome outcome) => outcome is CopyOutcome.Missing or CopyOutcome.Damaged ? outcome : null;
}
