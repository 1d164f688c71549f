using System.Globalization;

namespace Plimsoll.Bench.Exposure;

/// <summary>The command line of the measurements of exposure.</summary>
internal sealed record ExposureOptions
{
    public const string Help = """
        Usage: bench-exposure.sh [options]

          --images N           images in the store (default 1000000)
          --engine sqlite|postgres|both
                               the database (default both)
          --store DIR          keep the filled PostgreSQL there, and take it from there the next time
          --strict             exit status 3 when a bar is missed
          --folder PATH        where the throw-away data goes (default artifacts), on a real disk with 8 GB to spare

        """;

    public int Images { get; private set; } = 1_000_000;

    public bool Sqlite { get; private set; } = true;

    public bool Postgres { get; private set; } = true;

    public bool Strict { get; private set; }

    public string? Store { get; private set; }

    public string Folder { get; private set; } = "artifacts";

    public bool WantsHelp { get; private set; }

    /// <exception cref="BenchException">An option is unknown, lacks its value, or has one that does not fit.</exception>
    public static ExposureOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ExposureOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new BenchException($"{name} needs a value.");
            switch (name)
            {
                case "--help" or "-h": options.WantsHelp = true; break;
                case "--images":
                    options.Images = int.TryParse(Value(), CultureInfo.InvariantCulture, out int images) && images is >= 1000 and <= 10_000_000 ? images : throw new BenchException("--images takes 1000 to 10000000.");
                    break;
                case "--engine":
                    (options.Sqlite, options.Postgres) = Value() switch
                    {
                        "sqlite" => (true, false),
                        "postgres" => (false, true),
                        "both" => (true, true),
                        var other => throw new BenchException($"--engine takes sqlite, postgres or both, not {other}."),
                    };
                    break;
                case "--store": options.Store = Value(); break;
                case "--strict": options.Strict = true; break;
                case "--folder": options.Folder = Value(); break;
                default: throw new BenchException($"Unknown option {name}; --help lists them.");
            }
        }

        return options;
    }
}
