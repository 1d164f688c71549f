using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>
/// Random operations of clients × steps of collectors × crashes at every call, compared with a model after every call. A sequence that fails is made short and printed with
/// its seed; PLIMSOLL_MODEL_SEED and PLIMSOLL_MODEL_STEPS run others.
/// </summary>
public abstract class CollectionModelContract
{
    private const int EpisodeSteps = 1000;

    /// <summary>What must have happened at least once, or the steps were too few to mean anything.</summary>
    private static readonly string[] Expected =
    [
        "manifest collected", "manifest undeleted", "tag undeleted", "blob left", "blob deleted", "condemned blob revived", "doomed blob replaced",
        "expire uploads", "cancel upload", "remove keys", "dry review", "forget", nameof(StepKind.Crash), nameof(StepKind.PowerCut),
    ];

    private readonly World _world = new();
    private readonly Dictionary<string, int> _coverage = [];

    protected abstract IMetadataProbe Open(TimeProvider time);

    /// <summary>The same, for this engine alone.</summary>
    protected virtual IEnumerable<string> ExpectedOfEngine => [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_lost_and_nothing_is_left_over(bool keepUntagged)
    {
        var steps = Setting("PLIMSOLL_MODEL_STEPS", 50_000);
        var seed = Setting("PLIMSOLL_MODEL_SEED", keepUntagged ? 1_000_000 : 1);
        for (var episode = 0; episode < steps / EpisodeSteps; episode++)
        {
            if (await FindFailureAsync(seed + episode, keepUntagged, Mutation.None) is { } failure) Assert.Fail(failure);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _coverage.OrderBy(c => c.Key).Select(c => $"{c.Value,8} {c.Key}")));
        // "manifest came back by a push" is too rare to be demanded of a run: it has a test of its own.
        foreach (var what in Expected.Concat(ExpectedOfEngine)) _coverage.Keys.ShouldContain(what, $"in {steps} steps from seed {seed}");
    }

    public static TheoryData<string> Mutations =>
        [nameof(Mutation.NoGrace), nameof(Mutation.KeysByDigest), nameof(Mutation.FinishBlindly), nameof(Mutation.DeleteUnmarked), nameof(Mutation.ForgetAtOnce), nameof(Mutation.LookWithoutUse)];

    [Theory, MemberData(nameof(Mutations))]
    public async Task Mistakes_are_noticed(string name)
    {
        await NoticeAsync((Mutation)Activator.CreateInstance(typeof(Mutation).GetNestedType(name)!)!);
    }

    private protected async Task NoticeAsync(Mutation mutation)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            if (await FindFailureAsync(seed, keepUntagged: false, mutation, shrink: false) is not null) return;
        }
        Assert.Fail($"{mutation.GetType().Name} was not noticed in {60 * EpisodeSteps} steps");
    }

    /// <summary>Runs one episode; null when all is well, otherwise what went wrong after how few steps.</summary>
    private async Task<string?> FindFailureAsync(int seed, bool keepUntagged, Mutation mutation, bool shrink = true)
    {
        var random = new Random(seed);
        var steps = Enumerable.Range(0, EpisodeSteps).Select(_ => Step.Next(random)).ToList();
        if (await RunAsync(steps, keepUntagged, mutation) is not { } failure) return null;
        if (!shrink) return failure.Message;
        var shortest = await Shrinking.ShrinkAsync(steps[..failure.Steps], async candidate => await RunAsync(candidate, keepUntagged, mutation) is not null);
        failure = await RunAsync(shortest, keepUntagged, mutation) ?? failure;
        return $"seed {seed}, untagged manifests {(keepUntagged ? "stay" : "go")}; {shortest.Count} steps are enough:\n{failure.Log}\n{failure.Message}";
    }

    private Task<Failure?> RunAsync(IReadOnlyList<Step> steps, bool keepUntagged, Mutation mutation) => Task.Run(async () =>
    {
        var clock = new ManualClock();
        await using var simulation = new Simulation(_world, clock, Open(clock), keepUntagged, mutation);
        var done = 0;
        try
        {
            foreach (var step in steps)
            {
                done++;
                simulation.Run(step);
            }
            simulation.Settle();
            foreach (var (what, times) in simulation.Coverage) _coverage[what] = _coverage.GetValueOrDefault(what) + times;
            return null;
        }
        catch (Exception e)
        {
            return new Failure(done, e is ViolationException ? e.Message : e.ToString(), simulation.Log);
        }
    });

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;

    private sealed record Failure(int Steps, string Message, string Log);
}
