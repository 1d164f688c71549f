namespace Plimsoll.Client.Copying;

/// <summary>Counts what has arrived, from several threads.</summary>
internal sealed class CopyTally(Closure? closure, IProgress<CopyProgress>? progress) : IProgress<long>
{
    private int _manifests;
    private int _blobs;
    private long _bytes;

    /// <summary>Counts for nobody.</summary>
    public CopyTally() : this(null, null) { }

    /// <summary>Bytes more went over.</summary>
    public void Report(long value)
    {
        Interlocked.Add(ref _bytes, value);
        Report("copy");
    }

    public void BlobArrived()
    {
        Interlocked.Increment(ref _blobs);
        Report("copy");
    }

    public void ManifestArrived()
    {
        _manifests++;
        Report("copy");
    }

    public void Report(string step) => progress?.Report(new CopyProgress(step, _manifests, closure!.Manifests.Count, _blobs, closure.Blobs.Count, Interlocked.Read(ref _bytes)));
}
