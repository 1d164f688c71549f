using Plimsoll.Core;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Bench.Exposure;

/// <summary>
/// Images of a large company, the same in every run: 60 families of systems whose releases share most of their versions, language packages by a long tail, images by popularity (Zipf). With a million images:
/// 60,000 sets of a system with 130 packages, 200,000 of a language with 135, five million pulls by 2,000 accounts within 90 days.
/// </summary>
internal sealed class Fleet
{
    public const int Families = 60;
    public const int Actors = 2000;
    public const int Places = 500;
    private const int Core = 90;
    private const int Extra = 300;
    private const int OfSystem = 130;
    private const int OfLanguage = 135;
    private const int Snapshots = 24;
    private const int LanguageNames = 100_000;
    private const int MostVersions = 210;
    private const int LeastVersions = 16;

    private readonly Random _random = new(20260101);
    private readonly Dictionary<long, int> _numbers = [];

    public Fleet(int images)
    {
        Images = images;
        SystemSets = Math.Max(Families, images * 6 / 100);
        LanguageSets = Math.Max(100, images * 20 / 100);
        for (int set = 0; set < SystemSets; set++) Members.Add(System());
        for (int set = 0; set < LanguageSets; set++) Members.Add(Language());
        SetsOf = [.. Enumerable.Range(0, images).Select(_ => (Zipf(SystemSets), SystemSets + Zipf(LanguageSets)))];
    }

    public int Images { get; }

    public int SystemSets { get; }

    public int LanguageSets { get; }

    /// <summary>Components by number from 1: name and version.</summary>
    public List<(int Name, int Version)> Components { get; } = [];

    /// <summary>Ascending numbers of components, by set from 0.</summary>
    public List<int[]> Members { get; } = [];

    /// <summary>The sets of each image.</summary>
    public (int System, int Language)[] SetsOf { get; }

    /// <summary>How many names there are: those of systems first.</summary>
    public static int Names => (Families * (Core + Extra)) + LanguageNames;

    public static PackageKey KeyOf(int name) => name < Families * (Core + Extra)
        ? new($"deb:family{name / (Core + Extra):00}:1", $"p{name % (Core + Extra):000}")
        : new("deb:language:1", $"l{name - (Families * (Core + Extra)):000000}");

    public static string VersionOf(int version) => $"1.{version}.0-1";

    public static Digest DigestOf(int image) => Digest.Of(BitConverter.GetBytes(image));

    /// <summary>The sort of question that is asked, from what is everywhere to what is rare.</summary>
    public static IReadOnlyList<(string What, int Name)> Questions { get; } =
    [
        ("core package of the largest system", 5), ("core package of the 11th system", (10 * (Core + Extra)) + 5),
        ("language package of the top 50", (Families * (Core + Extra)) + 20), ("rare language package", (Families * (Core + Extra)) + 90_000),
    ];

    /// <summary>Pulls: image, actor, place, in no order; and when, in milliseconds back from now.</summary>
    public IEnumerable<(int Image, int Actor, int Place, long Ago)> Pulls()
    {
        long days = (long)TimeSpan.FromDays(90).TotalMilliseconds;
        for (long i = 0; i < Images * 5L; i++) yield return (1 + Zipf(Images), 1 + _random.Next(Actors), 1 + _random.Next(Places), _random.NextInt64(days));
    }

    /// <summary>A record about a name: what is below a version in the lower half is affected.</summary>
    public static Advisory Record(int number, int name, int mended) => new()
    {
        Source = "Bench",
        Id = $"CVE-2026-{number:0000000}",
        Affected = [new AffectedPackage { Namespace = KeyOf(name).Namespace, Name = KeyOf(name).Name, Ranges = [AffectedRange.From("0", VersionOf(mended))] }],
    };

    private int[] System()
    {
        int family = Zipf(Families), snapshot = _random.Next(Snapshots), first = family * (Core + Extra);
        var names = Enumerable.Range(first, Core).Concat(Enumerable.Range(0, OfSystem - Core).Select(_ => first + Core + _random.Next(Extra))).Distinct();
        // Every package was rebuilt at some of the snapshots: the same one has the same version in all sets of its time.
        return Number(names.Select(name => (name, snapshot * (1 + (name * 7919 % Snapshots)) / Snapshots)));
    }

    private int[] Language()
    {
        var names = new HashSet<int>();
        while (names.Count < OfLanguage) names.Add((int)(LanguageNames * Math.Pow(_random.NextDouble(), 3)));
        return Number(names.Select(name => ((Families * (Core + Extra)) + name, Zipf(Math.Max(LeastVersions, MostVersions / (1 + (name / 50)))))));
    }

    private int[] Number(IEnumerable<(int Name, int Version)> packages)
    {
        var members = new List<int>(OfLanguage);
        foreach (var package in packages)
        {
            long key = ((long)package.Name << 32) + package.Version;
            if (!_numbers.TryGetValue(key, out int number))
            {
                Components.Add(package);
                _numbers[key] = number = Components.Count;
            }

            members.Add(number);
        }

        members.Sort();
        return [.. members];
    }

    /// <summary>A rank from 0; each next one is as rare as its place.</summary>
    private int Zipf(int count) => Math.Min(count - 1, (int)Math.Exp(_random.NextDouble() * Math.Log(count + 1)) - 1);
}
