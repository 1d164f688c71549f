using System.Diagnostics;

namespace Plimsoll.Storage.Background;

/// <summary>
/// Short requests go before work in the background: that stands still while one is being answered, which takes less than a millisecond, and goes on when it is done. The kernel alone does not see to it: threads
/// of the pool offer their processor between two pieces of work (PortableThreadPool.WorkerDoWork), and whoever gets it keeps it until the next tick, four milliseconds in the usual build and many times what an
/// answer takes, however little he counts.
/// </summary>
public static class RightOfWay
{
    /// <summary>A request that takes longer waits for something else than a processor.</summary>
    private static readonly long Longest = Stopwatch.Frequency / 500;

    /// <summary>After so much work it is worth the call to look whether somebody wants the processor: 0.05 ms.</summary>
    private static readonly long Stint = Stopwatch.Frequency / 20_000;

#pragma warning disable MA0158 // Threads wait on it, which a Lock does not offer.
    private static readonly object Gate = new();
#pragma warning restore MA0158
    private static int _requests;
    private static int _standing;

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

    /// <summary>For how long, in ticks of the stopwatch.</summary>
    private static long StandStill(long since)
    {
        lock (Gate)
        {
            // With a barrier: who returns after this sees it.
            Interlocked.Increment(ref _standing);
            if (Volatile.Read(ref _requests) != 0) Monitor.Wait(Gate, 2);
            Interlocked.Decrement(ref _standing);
        }
        return Stopwatch.GetTimestamp() - since;
    }

    private static void Return()
    {
        if (Interlocked.Decrement(ref _requests) != 0 || Volatile.Read(ref _standing) == 0) return;
        lock (Gate) Monitor.PulseAll(Gate);
    }

    /// <summary>A request that is under way.</summary>
    /// <param name="taken">False for one that does not count.</param>
    public readonly struct Passage(bool taken) : IDisposable
    {
        /// <summary>The request is answered.</summary>
        public void Dispose()
        {
            if (taken) Return();
        }
    }
}
