using Plimsoll.Bench.Million;
using Plimsoll.Bench.Reporting;
using Plimsoll.Floor;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Bench.Opening;

/// <summary>Inspection against the floor: in one process that has run both before, as a server has; and the program against the floor as a program, each started anew for each image.</summary>
/// <param name="cold">CPU seconds of the program for each image; null where that was not measured.</param>
internal sealed class FloorMeasures(OpeningOptions options, IReadOnlyList<LayoutImage> images, IReadOnlyDictionary<string, double>? cold)
{
    private const double MostWarm = 1.3;
    private const double MostCold = 1.5;
    private const double MostSecrets = 0.2;

    /// <summary>Enough that the runtime has compiled what runs often once more, and better.</summary>
    private const int WarmUps = 3;

    /// <summary>As in the server: what was pushed was hashed when it came.</summary>
    private static readonly InspectOptions AsServer = InspectOptions.Default with { VerifyBlobs = false };

    private readonly ImageInspector _inspector = new(TimeProvider.System);

    public async Task<(Table Table, IReadOnlyList<Figure> Bars)> RunAsync()
    {
        using var floor = new LayerFloor();
        double[] floors = Least(), warm = Least(), bare = Least();
        for (int round = -WarmUps; round < options.Rounds; round++)
        {
            for (int i = 0; i < images.Count; i++)
            {
                var image = images[i];
                Keep(floors, i, round, await CpuAsync(() => Task.FromResult(floor.Open(PathsOf(image)))));
                Keep(warm, i, round, await CpuAsync(() => InspectAsync(image, secrets: true)));
                Keep(bare, i, round, await CpuAsync(() => InspectAsync(image, secrets: false)));
            }
        }

        var table = new Table("Against the floor, CPU seconds", "image", "", "floor", "warm", "ratio", "without secrets", "program", "floor as a program", "ratio of these");
        var leasts = new double[images.Count];
        for (int i = 0; i < images.Count; i++)
        {
            double once = cold?[images[i].Name] ?? double.NaN, least = cold is null ? double.NaN : leasts[i] = ColdFloor(images[i]);
            table.Add(images[i].Name, "", Table.Number(floors[i]), Table.Number(warm[i]), Table.Number(warm[i] / floors[i]), Table.Number(bare[i]), Table.Number(once), Table.Number(least), Table.Number(once / least));
        }

        double all = floors.Sum(), ratio = warm.Sum() / all, secrets = (warm.Sum() / bare.Sum()) - 1;
        List<Figure> bars =
        [
            new("CPU against the floor, warm, all images", $"≤ {MostWarm} ×", $"{Table.Number(ratio)} ×", $"{warm.Sum():0.00} s against {all:0.00} s", ratio <= MostWarm),
            new("what secrets add, warm", $"≤ {MostSecrets:0 %}", $"{secrets:0 %}", $"{warm.Sum():0.00} s against {bare.Sum():0.00} s", secrets <= MostSecrets),
        ];
        if (cold is not null)
        {
            double program = images.Sum(image => cold[image.Name]), least = leasts.Sum();
            bars.Insert(0, new("CPU of the program against the floor as a program, all images", $"≤ {MostCold} ×", $"{Table.Number(program / least)} ×", $"{program:0.00} s against {least:0.00} s", program / least <= MostCold));
        }

        return (table, bars);
    }

    private static IEnumerable<string> PathsOf(LayoutImage image) => image.Layers.Select(layer => layer.Path);

    private double ColdFloor(LayoutImage image) => Enumerable.Range(0, options.Rounds).Min(_ => ProgramRun.Of(options.Floor, [.. PathsOf(image)]) is { Status: 0 } run
        ? run.CpuSeconds
        : throw new BenchException($"{options.Floor} could not open {image.Name}."));

    private double[] Least() => [.. images.Select(_ => double.PositiveInfinity)];

    private static void Keep(double[] least, int image, int round, double seconds)
    {
        if (round >= 0) least[image] = Math.Min(least[image], seconds);
    }

    private static async Task<double> CpuAsync<T>(Func<Task<T>> work)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private async Task<object> InspectAsync(LayoutImage image, bool secrets)
    {
        await using var content = OciLayoutContent.OpenDirectory(image.Folder, null);
        return await _inspector.InspectAsync(content, AsServer with { Secrets = secrets }, null, CancellationToken.None);
    }
}
