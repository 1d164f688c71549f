using System.Diagnostics;
using System.Globalization;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Bench.Versions;

/// <summary>How many pairs of versions one core compares in a second.</summary>
internal static class VersionsRun
{
    public const string Verb = "versions";

    private const int Versions = 4096;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>Shapes of versions by type; every <c>#</c> becomes a number.</summary>
    private static readonly (string Type, string[] Shapes)[] Kinds =
    [
        ("deb", ["#.#.#-#", "#:#.#.#+dfsg-#+deb12u#", "#.#~rc#-#", "#.#.#-#ubuntu#.#"]),
        ("rpm", ["#.#.#-#.el9", "#:#.#.#-#.el9_#.#", "#.#.#-#.module+el8.#.0+#+abc"]),
        ("apk", ["#.#.#-r#", "#.#_p#-r#", "#.#.#_git#-r#"]),
        ("npm", ["#.#.#", "#.#.#-beta.#", "#.#.#-rc.#+build"]),
        ("pypi", ["#.#.#", "#.#.#rc#", "#.#.post#"]),
        ("maven", ["#.#.#", "#.#.#-SNAPSHOT", "#.#.#.RELEASE", "#.#-rc#"]),
        ("nuget", ["#.#.#", "#.#.#-preview.#.#", "#.#.#.#"]),
        ("gem", ["#.#.#", "#.#.#.rc#", "#.#.#.pre.#"]),
        ("golang", ["v#.#.#", "v0.0.0-20230102030405-abcdef#", "v#.#.#-rc.#"]),
        ("composer", ["#.#.#", "v#.#.#", "#.#.#-beta#"]),
    ];

    /// <summary>Prints a line for each kind.</summary>
    public static int Run(TextWriter output)
    {
        output.WriteLine("comparisons of versions on one core");
        foreach (var (type, shapes) in Kinds) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type,-10} {Measure(type, shapes) / 1e6,8:F1} million/s"));
        return 0;
    }

    private static double Measure(string type, string[] shapes)
    {
        var scheme = VersionSchemes.For(type)!;
        var random = new Random(1);
        var versions = Enumerable.Range(0, Versions).Select(i => Fill(shapes[i % shapes.Length], random)).ToArray();
        Count(scheme, versions, TimeSpan.FromMilliseconds(500));
        return Count(scheme, versions, Duration);
    }

    private static double Count(VersionScheme scheme, string[] versions, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var compared = 0L;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            for (var i = 0; i < versions.Length; i++) scheme.TryCompare(versions[i], versions[(i * 7 + 1) % versions.Length], out _);
            compared += versions.Length;
        }
        return compared / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Fill(string shape, Random random) =>
        string.Concat(shape.Select(c => c == '#' ? random.Next(0, 30).ToString(CultureInfo.InvariantCulture) : c.ToString()));
}
