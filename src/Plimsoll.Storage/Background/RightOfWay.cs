using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Background;

/// <summary>
/// Short requests go before work in the background: that stands still while one is being answered, which takes less than a millisecond, and goes on when it is done. The kernel alone does not see to it: threads
/// of the pool offer their processor between two pieces of work (PortableThreadPool.WorkerDoWork), and whoever gets it keeps it until the next tick, four milliseconds in the usual build and many times what an
/// answer takes, however little he counts.
/// </summary>
public static partial class RightOfWay
{
    /// <summary>A request that takes longer waits for something else than a processor.</summary>
    private static readonly long Longest = Stopwatch.Frequency / 500;

    /// <summary>After so much work it is worth the call to look whether somebody wants the processor: 0.05 ms.</summary>
    private static readonly long Stint = Stopwatch.Frequency / 20_000;

    private static int _requests;

    [ThreadStatic]
    private static long _began;

    [ThreadStatic]
    private static long _earned;

    /// <summary>A request begins; it ends with what is returned.</summary>
    public static Passage Take()
    {
        Interlocked.Increment(ref _requests);
        return new Passage(taken: true);
    }

    /// <summary>
    /// Called again and again by a thread that works in the background: stands still while a request is under way, for two milliseconds at the most and for no longer than it has worked, so that half of its pace is
    /// left where there is always one.
    /// </summary>
    public static void Give()
    {
        var now = Stopwatch.GetTimestamp();
        var worked = now - _began;
        if (worked < Stint) return;
        _earned = Math.Min(_earned + worked, Longest);
        if (Volatile.Read(ref _requests) == 0) Thread.Yield();
        else if (_earned > 0) _earned -= StandStill(now);
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>For how long, in ticks of the stopwatch. It looks again by itself: were it woken by the request that ends, it would take its processor while the answer is still on its way.</summary>
    private static long StandStill(long since)
    {
        long stood;
        do
        {
            Nap();
            stood = Stopwatch.GetTimestamp() - since;
        }
        while (Volatile.Read(ref _requests) != 0 && stood < Longest);
        return stood;
    }

    /// <summary>A request takes twice as long; the framework sleeps for a millisecond at the least.</summary>
    private static void Nap()
    {
        if (OperatingSystem.IsLinux()) _ = Sleep(microseconds: 100);
        else Thread.Sleep(1);
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);

    /// <summary>A request that is under way.</summary>
    /// <param name="taken">False for one that does not count.</param>
    public readonly struct Passage(bool taken) : IDisposable
    {
        /// <summary>The request is answered.</summary>
        public void Dispose()
        {
            if (taken) Interlocked.Decrement(ref _requests);
        }
    }
}
