using Plimsoll.Bench.Million;
using Plimsoll.Bench.Reporting;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Bench.Opening;

/// <summary>Inspection against the floor, in one process that has run both before, as a server has; and the program, which has not, against the floor and the start of its runtime.</summary>
/// <param name="cold">CPU seconds of the program for each image; null where that was not measured.</param>
/// <param name="start">CPU seconds of a start of the program.</param>
internal sealed class FloorMeasures(OpeningOptions options, IReadOnlyList<LayoutImage> images, IReadOnlyDictionary<string, double>? cold, double start)
{
    private const double MostWarm = 1.3;
    private const double MostCold = 1.5;
    private const double MostSecrets = 0.2;

    /// <summary>Enough that the runtime has compiled what runs often once more, and better.</summary>
    private const int WarmUps = 3;

    private readonly ImageInspector _inspector = new(TimeProvider.System);

    public async Task<(Table Table, IReadOnlyList<Figure> Bars)> RunAsync()
    {
        using var floor = new Floor();
        double[] floors = Least(), warm = Least(), bare = Least();
        for (int round = -WarmUps; round < options.Rounds; round++)
        {
            for (int i = 0; i < images.Count; i++)
            {
                var image = images[i];
                Keep(floors, i, round, await CpuAsync(() => Task.FromResult(floor.Open(image))));
                Keep(warm, i, round, await CpuAsync(() => InspectAsync(image, secrets: true)));
                Keep(bare, i, round, await CpuAsync(() => InspectAsync(image, secrets: false)));
            }
        }

        var table = new Table("Against the floor, CPU seconds", "image", "", "floor", "warm", "ratio", "without secrets", "program", "floor and start", "ratio of these");
        for (int i = 0; i < images.Count; i++)
        {
            double once = cold?[images[i].Name] ?? double.NaN, least = floors[i] + start;
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
            double program = images.Sum(image => cold[image.Name]), least = all + (start * images.Count);
            bars.Insert(0, new("CPU of the program against floor and start, all images", $"≤ {MostCold} ×", $"{Table.Number(program / least)} ×", $"{program:0.00} s against {least:0.00} s, of which {start * images.Count:0.00} s for starts", program / least <= MostCold));
        }

        return (table, bars);
    }

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
        return await _inspector.InspectAsync(content, InspectOptions.Default with { Secrets = secrets }, null, CancellationToken.None);
    }
}
