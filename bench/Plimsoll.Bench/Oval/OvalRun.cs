using System.Diagnostics;
using System.Globalization;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Bench.Oval;

/// <summary>Reads a document of definitions about packages and evaluates it, as many times as it takes to tell the first time from the others.</summary>
internal static class OvalRun
{
    public const string Verb = "oval";

    private const int Repetitions = 5;
    private const double Bar = 1.0;

    /// <summary>Measures; the exit status.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var definitions = 40_000;
        if (arguments.Count > 1 || (arguments.Count == 1 && !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out definitions)))
        {
            Console.Error.WriteLine("Usage: bench-oval.sh [DEFINITIONS]");
            return 2;
        }
        var content = new OvalContent(definitions);
        Console.WriteLine($"{definitions} definitions in {content.Xml.Length / 1e6:F1} MB of XML, {content.System.Dpkg!.Count} packages");
        var totals = new List<double>();
        for (var i = 0; i <= Repetitions; i++)
        {
            var (read, evaluate, held, counts) = Once(content);
            totals.Add(read + evaluate);
            Console.WriteLine($"{(i == 0 ? "first" : "again")}  read {read * 1000,5:F0} ms  evaluate {evaluate * 1000,5:F0} ms  together {(read + evaluate) * 1000,5:F0} ms  kept {held / 1e6,4:F0} MB  {counts}");
        }
        var median = totals.Skip(1).Order().ElementAt(Repetitions / 2);
        Console.WriteLine($"oval: {definitions} definitions in {median:F2} s (median), {totals[0]:F2} s in a cold process; bar {Bar:F1} s: {(totals[0] < Bar ? "passed" : "missed")}");
        return 0;
    }

    private static (double Read, double Evaluate, long Held, string Counts) Once(OvalContent content)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var document = OvalReader.Read(new MemoryStream(content.Xml));
        var read = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        var evaluation = OvalEvaluation.Run(document, content.System);
        var evaluate = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(document);
        return (read, evaluate, held, string.Join(", ", evaluation.Definitions.Values.CountBy(verdict => verdict.Word).OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}")));
    }
}
