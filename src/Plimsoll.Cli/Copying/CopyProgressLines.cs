using System.Diagnostics;
using Plimsoll.Cli.Inspect;
using Plimsoll.Client.Copying;

namespace Plimsoll.Cli.Copying;

/// <summary>Shows on standard error how far a copy is, a line in a second at most; what is done within one says nothing.</summary>
internal sealed class CopyProgressLines(TextWriter error) : IProgress<CopyProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _last = Stopwatch.GetTimestamp();

    public void Report(CopyProgress value)
    {
        lock (_lock)
        {
            if (Stopwatch.GetElapsedTime(_last) < Interval) return;
            _last = Stopwatch.GetTimestamp();
            error.WriteLine(value.OfManifests == 0 ? $"{value.Step} ..." : $"{value.Step}: {value.Blobs} of {value.OfBlobs} blobs, {value.Manifests} of {value.OfManifests} manifests, {ByteSize.Of(value.Bytes)} sent");
        }
    }
}
