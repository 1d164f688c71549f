namespace Plimsoll.Bench.Workloads;

/// <summary>How much a run does. Counts are per run, seconds are of a run whose count is open.</summary>
internal sealed record Scale
{
    public required int Rounds { get; init; }

    /// <summary>Rounds of the workloads that move hundreds of megabytes each.</summary>
    public required int HeavyRounds { get; init; }

    public required double Seconds { get; init; }

    public required double Warmup { get; init; }

    /// <summary>Seconds before the first run that pushes whole images: what follows a push is much code, and the runtime compiles what is called often once more, which for a while takes as much CPU as the pushes.</summary>
    public required double FirstImages { get; init; }

    /// <summary>Megabytes (2^20) that a push of many layers moves.</summary>
    public required int PushMegabytes { get; init; }

    public required int LargePulls { get; init; }

    /// <summary>No new run is begun after this.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Connections at once, where a workload does not set its own number.</summary>
    public int Workers { get; init; } = 4;

    public int Tags { get; init; } = 10_000;

    public long LargeBytes { get; init; } = 512L << 20;

    public static Scale Full { get; } = new()
    {
        Rounds = 5,
        HeavyRounds = 3,
        Seconds = 2,
        Warmup = 0.5,
        FirstImages = 12,
        PushMegabytes = 128,
        LargePulls = 4,
        Deadline = TimeSpan.FromMinutes(19),
    };

    public static Scale Quick { get; } = new()
    {
        Rounds = 2,
        HeavyRounds = 1,
        Seconds = 0.6,
        Warmup = 0.25,
        FirstImages = 1,
        PushMegabytes = 48,
        LargePulls = 2,
        Deadline = TimeSpan.FromMinutes(4),
    };
}
