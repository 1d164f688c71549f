namespace Plimsoll.Storage.Blobs.S3;

/// <summary>Memory for the parts of all uploads: however many run, together they have no more than this.</summary>
internal sealed class UploadMemory(long bytes, TimeSpan patience) : IDisposable
{
    private readonly SemaphoreSlim _free = new((int)Math.Max(1, bytes / TransferBuffer.Size));

    /// <summary>A buffer, as soon as there is one.</summary>
    /// <exception cref="StorageUnavailableException">Others did not give any back in time.</exception>
    public async ValueTask<TransferBuffer> RentAsync(CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(patience, cancellationToken)) throw new StorageUnavailableException("Too many uploads run at the same time: all memory for them is taken.");
        return TransferBuffer.Rent();
    }

    public void Return(TransferBuffer buffer)
    {
        buffer.Return();
        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
