using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Background;

/// <summary>
/// How long the calling thread keeps its processor from others who wake. Linux gives each thread that begins to work a slice of up to three milliseconds, in which nobody takes its place, unless his slice is shorter
/// (EEVDF, sched(7)). With a longer one a thread has the same share of the processor, but makes way at once. It takes no right, but Linux 6.12; elsewhere nothing happens.
/// </summary>
public static partial class TimeSlice
{
    /// <summary>In nanoseconds: longer than that of others. Who offers his processor gives away the rest of it, so it is not much longer.</summary>
    private const ulong Long = 4_000_000;

    /// <summary>
    /// A tenth of what other threads count (sched(7), nice). Another one that offers its processor has it back soon, and not only after a slice of the one that works in the background. Where nobody else wants the
    /// processor, such a thread is as fast as ever.
    /// </summary>
    private const int Least = 10;

    private static readonly (int Get, int Set, int Self)? Calls = !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314, 186),
        Architecture.Arm64 => (275, 274, 178),
        _ => null,
    };

    private static readonly int Usual = NiceOf();
    private static readonly Lazy<bool> IsReversible = new(TryBoth);

    /// <summary>The number of the calling thread, for <see cref="Hasten"/>.</summary>
    public static nint Self => Calls is { } calls ? Get(calls.Self) : 0;

    /// <summary>From now on the calling thread makes way for whoever wakes; threads that it starts do not.</summary>
    /// <param name="forGood">True where it never has to hurry: then it needs no right to count less than others (nice 10). Otherwise it does so where the system lets it become again what it was (CAP_SYS_NICE, or RLIMIT_NICE).</param>
    public static void Lengthen(bool forGood) => Set(0, Long, forGood || IsReversible.Value ? Least : Usual);

    /// <summary>From now on the calling thread is as any other.</summary>
    public static void Restore() => Set(0, 0, Usual);

    /// <summary>Somebody waits for a thread that makes way: it counts as any other from now on.</summary>
    /// <param name="thread">The thread, by <see cref="Self"/>.</param>
    public static void Hasten(nint thread)
    {
        if (thread != 0 && IsReversible.Value) Set(thread, Long, Usual);
    }

    private static bool Set(nint thread, ulong nanoseconds, int nice)
    {
        if (Calls is not { } calls) return false;
        var attributes = new Attributes { Size = Attributes.Length };
        if (Get(calls.Get, thread, ref attributes, Attributes.Length, 0) != 0) return false;
        (attributes.Flags, attributes.Runtime, attributes.Nice) = (attributes.Flags | Attributes.ResetOnFork, nanoseconds, nice);
        return Set(calls.Set, thread, ref attributes, 0) == 0;
    }

    private static int NiceOf()
    {
        var attributes = new Attributes { Size = Attributes.Length };
        return Calls is { } calls && Get(calls.Get, 0, ref attributes, Attributes.Length, 0) == 0 ? attributes.Nice : 0;
    }

    /// <summary>Whether a thread that counts less may count as before again, tried on one that ends with it.</summary>
    private static bool TryBoth()
    {
        var may = false;
        var thread = new Thread(() => may = Set(0, Long, Least) && Set(0, 0, Usual)) { IsBackground = true };
        thread.Start();
        thread.Join();
        return may;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Get(nint call);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Get(nint call, nint thread, ref Attributes attributes, nint size, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Set(nint call, nint thread, ref Attributes attributes, nint flags);

    /// <summary>struct sched_attr of sched_setattr(2), in its first version.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public const int Length = 48;
        public const ulong ResetOnFork = 1;

        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
