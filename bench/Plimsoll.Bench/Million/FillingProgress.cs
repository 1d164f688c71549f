using System.Diagnostics;

namespace Plimsoll.Bench.Million;

/// <summary>Says now and then how far the filling is.</summary>
internal sealed class FillingProgress
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _shown = Stopwatch.GetTimestamp();
    private int _done;

    private double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public void Add(int manifests)
    {
        int now = Interlocked.Add(ref _done, manifests);
        if (Stopwatch.GetElapsedTime(_shown) < TimeSpan.FromSeconds(20)) return;
        _shown = Stopwatch.GetTimestamp();
        Console.WriteLine($"  {now:#,0} manifests after {Seconds:0} s");
    }

    public void End() => Console.WriteLine($"  filled with {_done:#,0} manifests in {Seconds:0} s");

    public static void Require(bool stored)
    {
        if (!stored) throw new BenchException("The store refused a synthetic image.");
    }
}
