namespace Plimsoll.Storage.Transfer;

/// <summary>Copies all blobs that an export names, several at once.</summary>
internal static class BlobTransfer
{
    private const int AtOnce = 4;

    public static async Task<TransferReport> RunAsync(BlobCopy copy, ExportReader export, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var expected = export.ReadAsync(cancellationToken).Select(ExportedBlob.Of).Where(blob => blob is not null).Select(blob => blob!);
        return await RunAsync(copy, expected, progress, cancellationToken);
    }

    public static async Task<TransferReport> RunAsync(BlobCopy copy, IAsyncEnumerable<ExportedBlob> expected, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var count = new TransferCount(progress);
        await Parallel.ForEachAsync(expected, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (blob, stop) =>
            count.Add(await copy.RunAsync(blob.Key, blob.Digest, blob.Size, stop), blob));
        return count.Report;
    }
}
