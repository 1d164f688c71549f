using System.Globalization;

namespace Plimsoll.Bench.Million;

/// <summary>The command line of the measurements on a large store.</summary>
internal sealed record MillionOptions
{
    public const string Help = """
        Usage: bench-scale.sh [options]

          --manifests N        manifests in the store (default 1000000)
          --engine sqlite|postgres|both
                               the database (default sqlite)
          --store DIR          keep the filled SQLite store there, and take it from there the next time
          --fill               only that
          --only requests|collection
                               only starts, pages and deletions of tags, or only the windows beside collection
          --server PROGRAM     the measured program (default out/plimsoll)
          --window SECONDS     length of the windows without collection (default 5)
          --markdown FILE      the tables, for docs/performance.md
          --strict             exit status 3 when a bar is missed
          --keep               leave data and logs there
          --folder PATH        where the throw-away data goes (default artifacts), on a real disk with 8 GB to spare

        """;

    public int Manifests { get; private set; } = 1_000_000;

    public bool Sqlite { get; private set; } = true;

    public bool Postgres { get; private set; }

    /// <summary>Where the filled store stays; null for nowhere.</summary>
    public string? Store { get; private set; }

    public bool FillOnly { get; private set; }

    /// <summary>Starts, pages and deletions of tags are measured.</summary>
    public bool Requests { get; private set; } = true;

    /// <summary>What pulls notice of collection is measured.</summary>
    public bool Collection { get; private set; } = true;

    public string Server { get; private set; } = "out/plimsoll";

    public TimeSpan Window { get; private set; } = TimeSpan.FromSeconds(5);

    public string? Markdown { get; private set; }

    public bool Strict { get; private set; }

    public bool Keep { get; private set; }

    public string Folder { get; private set; } = "artifacts";

    public bool WantsHelp { get; private set; }

    /// <exception cref="BenchException">An option is unknown, lacks its value, or has one that does not fit.</exception>
    public static MillionOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new MillionOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new BenchException($"{name} needs a value.");
            switch (name)
            {
                case "--help" or "-h": options.WantsHelp = true; break;
                case "--manifests":
                    options.Manifests = int.TryParse(Value(), CultureInfo.InvariantCulture, out int manifests) && manifests is >= 10_000 and <= 20_000_000 ? manifests : throw new BenchException("--manifests takes 10000 to 20000000.");
                    break;
                case "--engine": (options.Sqlite, options.Postgres) = EnginesOf(Value()); break;
                case "--store": options.Store = Value(); break;
                case "--fill": options.FillOnly = true; break;
                case "--only": (options.Requests, options.Collection) = SectionsOf(Value()); break;
                case "--server": options.Server = Value(); break;
                case "--markdown": options.Markdown = Value(); break;
                case "--window":
                    options.Window = double.TryParse(Value(), CultureInfo.InvariantCulture, out double seconds) && seconds is >= 1 and <= 60 ? TimeSpan.FromSeconds(seconds) : throw new BenchException("--window takes 1 to 60.");
                    break;
                case "--strict": options.Strict = true; break;
                case "--keep": options.Keep = true; break;
                case "--folder": options.Folder = Value(); break;
                default: throw new BenchException($"Unknown option {name}; --help lists them.");
            }
        }

        return options;
    }

    private static (bool Requests, bool Collection) SectionsOf(string text) => text switch
    {
        "requests" => (true, false),
        "collection" => (false, true),
        _ => throw new BenchException($"--only takes requests or collection, not {text}."),
    };

    private static (bool Sqlite, bool Postgres) EnginesOf(string text) => text switch
    {
        "sqlite" => (true, false),
        "postgres" => (false, true),
        "both" => (true, true),
        _ => throw new BenchException($"--engine takes sqlite, postgres or both, not {text}."),
    };
}
