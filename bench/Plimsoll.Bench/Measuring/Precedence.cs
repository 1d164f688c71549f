using System.Runtime.InteropServices;

namespace Plimsoll.Bench.Measuring;

/// <summary>
/// Lets the clients of a latency have a processor as soon as they want one, as they would on a machine of their own: else half of the slowest answers are answers that lay there while the server's other threads had the
/// client's processor.
/// </summary>
internal static partial class Precedence
{
    private const int Fifo = 1;

    /// <summary>Gives the calling thread precedence before all that is not real-time; false where the system does not allow it (it takes root or CAP_SYS_NICE).</summary>
    public static bool TryTake()
    {
        int lowest = 1;
        return SetScheduler(0, Fifo, in lowest) == 0;
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);
}
