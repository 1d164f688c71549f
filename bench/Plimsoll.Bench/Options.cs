using Plimsoll.Bench.Workloads;

namespace Plimsoll.Bench;

/// <summary>The command line.</summary>
internal sealed record Options
{
    /// <summary>Value of <see cref="Server"/> that measures the peer against itself: a check of the bench, without the measured program.</summary>
    public const string PeerAsSubject = "docker-registry";

    public const string Help = """
        Usage: bench.sh [options]

          --quick              about two minutes: fewer and shorter runs, a smoke test and no evidence
          --workloads A,B      only these (names below)
          --content random|archive
                               what layers hold: random bytes (default), or gzipped tars that a registry can open
          --rounds N           runs of each workload and server
          --json FILE          every run, for keeping
          --markdown FILE      the tables, for docs/performance.md
          --strict             exit status 3 when a bar is missed
          --engine embedded|cluster
                               what the measured program stands on: SQLite and files (default), or PostgreSQL and an S3 store
                               (OpenStack Swift), all three beside each other on this machine
          --peer-s3            docker-registry on the same S3 store, not on files
          --no-blob-cache      the measured program on S3 keeps no copies of blobs on its disk: what a first pull costs
          --no-cluster         leave out the short section on PostgreSQL and S3 that a whole run ends with
          --server PROGRAM     the measured program (default out/plimsoll); "docker-registry" checks the bench itself
          --peer PROGRAM --nginx PROGRAM
          --folder PATH        where the throw-away data goes (default artifacts), on a real disk with 16 GB to spare
          --blob-folder PATH   where the measured program keeps blobs below its data folder (for pull-accelerated)

        Workloads:
        """;

    public string Server { get; private set; } = "out/plimsoll";

    public string Peer { get; private set; } = "docker-registry";

    public string Nginx { get; private set; } = "nginx";

    public string BlobFolder { get; private set; } = "blobs";

    public string Folder { get; private set; } = "artifacts";

    /// <summary>The measured program stands on PostgreSQL and S3.</summary>
    public bool Clustered { get; private set; }

    public bool PeerOnS3 { get; private set; }

    /// <summary>Every pull of the measured program goes to S3.</summary>
    public bool WithoutBlobCache { get; private set; }

    /// <summary>A run of everything on SQLite and files ends with a short one on PostgreSQL and S3.</summary>
    public bool EndsClustered { get; private set; } = true;

    /// <summary>What that one does: fewer and shorter runs of workloads that move little, docker-registry on the same S3 store.</summary>
    public Options ForCluster() => this with { Clustered = true, PeerOnS3 = true, Quick = true, EndsClustered = false, Workloads = Workloads.Count > 0 ? Workloads : WorkloadList.Short };

    public bool Archives { get; private set; }

    public bool Quick { get; private set; }

    public bool Strict { get; private set; }

    public bool WantsHelp { get; private set; }

    public string? Json { get; private set; }

    public string? Markdown { get; private set; }

    public IReadOnlyList<string> Workloads { get; private set; } = [];

    private int? Rounds { get; set; }

    public Scale Scale
    {
        get
        {
            var scale = Quick ? Scale.Quick : Scale.Full;
            if (Clustered) scale = scale with { Deadline = 2 * scale.Deadline };
            // docker-registry writes several objects for each tag: ten thousand of them would take a quarter of an hour in Swift.
            if (PeerOnS3) scale = scale with { Tags = 400 };
            return Rounds is { } rounds ? scale with { Rounds = rounds, HeavyRounds = rounds } : scale;
        }
    }

    /// <exception cref="BenchException">An option is unknown or lacks its value.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new BenchException($"{name} needs a value.");
            switch (name)
            {
                case "--quick": options.Quick = true; break;
                case "--strict": options.Strict = true; break;
                case "--help" or "-h": options.WantsHelp = true; break;
                case "--workloads": options.Workloads = Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries); break;
                case "--content": options.Archives = Choice(name, Value(), "random", "archive") == "archive"; break;
                case "--engine": (options.Clustered, options.EndsClustered) = (Choice(name, Value(), "embedded", "cluster") == "cluster", false); break;
                case "--no-blob-cache": options.WithoutBlobCache = true; break;
                case "--peer-s3": options.PeerOnS3 = true; break;
                case "--no-cluster": options.EndsClustered = false; break;
                case "--rounds": options.Rounds = int.TryParse(Value(), out int rounds) && rounds is > 0 and <= 50 ? rounds : throw new BenchException("--rounds takes 1 to 50."); break;
                case "--json": options.Json = Value(); break;
                case "--markdown": options.Markdown = Value(); break;
                case "--server": options.Server = Value(); break;
                case "--peer": options.Peer = Value(); break;
                case "--nginx": options.Nginx = Value(); break;
                case "--folder": options.Folder = Value(); break;
                case "--blob-folder": options.BlobFolder = Value(); break;
                default: throw new BenchException($"Unknown option {name}; --help lists them.");
            }
        }

        options.EndsClustered &= options.Workloads.Count == 0 && options.Server != PeerAsSubject;
        return options;
    }

    private static string Choice(string name, string value, params ReadOnlySpan<string> allowed) =>
        allowed.Contains(value) ? value : throw new BenchException($"{name} takes {string.Join(" or ", allowed!)}, not {value}.");
}
