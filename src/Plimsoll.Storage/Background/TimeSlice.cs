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

    private static readonly (int Get, int Set)? Calls = !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

    /// <summary>From now on the calling thread makes way for whoever wakes; threads that it starts do not.</summary>
    public static void Lengthen() => Set(Long);

    /// <summary>From now on the calling thread is as any other.</summary>
    public static void Restore() => Set(0);

    private static void Set(ulong nanoseconds)
    {
        if (Calls is not { } calls) return;
        var attributes = new Attributes { Size = Attributes.Length };
        if (Get(calls.Get, 0, ref attributes, Attributes.Length, 0) != 0) return;
        (attributes.Flags, attributes.Runtime) = (attributes.Flags | Attributes.ResetOnFork, nanoseconds);
        _ = Set(calls.Set, 0, ref attributes, 0);
    }

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
