using System.Globalization;

namespace Plimsoll.Bench.Soak;

/// <summary>The command line of the soak.</summary>
internal sealed record SoakOptions
{
    public const string Help = """
        Usage: soak.sh [options]

          --minutes N          how long clients push in each part (default 10; 0.5 to 1440)
          --part clustered|single|both
                               three servers on PostgreSQL and S3, or one on SQLite and files (default both)
          --kill SECONDS       kill -9 of a random server so often in the clustered part; 0 never (default 60)
          --kill-single SECONDS
                               the same in the single part (default 0)
          --pushers N          clients at once (default 8)
          --grace SECONDS      grace of the collection (default 2)
          --keep               leave data and logs there
          --folder PATH        where the throw-away data goes (default artifacts), on a real disk

        """;

    public TimeSpan Duration { get; private set; } = TimeSpan.FromMinutes(10);

    public bool Clustered { get; private set; } = true;

    public bool Single { get; private set; } = true;

    public TimeSpan KillEvery { get; private set; } = TimeSpan.FromMinutes(1);

    public TimeSpan KillSingleEvery { get; private set; }

    public int Pushers { get; private set; } = 8;

    public TimeSpan Grace { get; private set; } = TimeSpan.FromSeconds(2);

    public string Folder { get; private set; } = "artifacts";

    public bool Keep { get; private set; }

    public bool WantsHelp { get; private set; }

    /// <exception cref="BenchException">An option is unknown, lacks its value, or has one that does not fit.</exception>
    public static SoakOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SoakOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new BenchException($"{name} needs a value.");
            double Number(double least, double most) =>
                double.TryParse(Value(), CultureInfo.InvariantCulture, out double number) && number >= least && number <= most ? number : throw new BenchException($"{name} takes {least} to {most}.");
            switch (name)
            {
                case "--help" or "-h": options.WantsHelp = true; break;
                case "--keep": options.Keep = true; break;
                case "--minutes": options.Duration = TimeSpan.FromMinutes(Number(0.5, 1440)); break;
                case "--kill": options.KillEvery = TimeSpan.FromSeconds(Number(0, 86_400)); break;
                case "--kill-single": options.KillSingleEvery = TimeSpan.FromSeconds(Number(0, 86_400)); break;
                case "--pushers": options.Pushers = (int)Number(1, 64); break;
                case "--grace": options.Grace = TimeSpan.FromSeconds(Number(0.1, 3600)); break;
                case "--folder": options.Folder = Value(); break;
                case "--part": (options.Clustered, options.Single) = PartsOf(Value()); break;
                default: throw new BenchException($"Unknown option {name}; --help lists them.");
            }
        }

        return options;
    }

    private static (bool Clustered, bool Single) PartsOf(string text) => text switch
    {
        "clustered" => (true, false),
        "single" => (false, true),
        "both" => (true, true),
        _ => throw new BenchException($"--part takes clustered, single or both, not {text}."),
    };
}
