using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching.Programs;

/// <summary>
/// Advisories about well-known programs and libraries that no package manager installed, by the version that they print. The table has what the projects themselves say, or who packages their releases unchanged, each line
/// with its source: matching such files by CPE was wrong in five of six cases (anchore/vulnerability-match-labels). It comes with the program, so that it is as old as that; raise
/// <see cref="RangeMatcher.Version"/> when it changes.
/// </summary>
public static class KnownPrograms
{
    /// <summary>Where the names of such programs count.</summary>
    public const string Namespace = "generic";

    /// <summary>The name of the table, as a database of advisories.</summary>
    public const string Source = "Known programs";

    private static readonly Lazy<IReadOnlyList<Advisory>> Records = new(() => [.. Read()]);
    private static readonly Lazy<ILookup<string, Advisory>> ByName = new(() => Records.Value.ToLookup(record => record.Affected[0].Name, StringComparer.Ordinal));

    /// <summary>The records, one for a vulnerability in a program.</summary>
    public static IReadOnlyList<Advisory> All => Records.Value;

    /// <summary>What is said of a program; nothing for one that the table does not have.</summary>
    public static IEnumerable<Advisory> Of(PackageKey key) => key.Namespace == Namespace ? ByName.Value[key.Name] : [];

    private static IEnumerable<Advisory> Read()
    {
        using var reader = new StreamReader(typeof(KnownPrograms).Assembly.GetManifestResourceStream("programs.tsv")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (line.Split('\t') is not [var name, var id, var word, var ranges, var source]) throw new InvalidDataException($"'{line}' is no line of the table of programs");
            yield return new Advisory
            {
                Source = Source,
                Id = id,
                Part = name,
                Summary = $"{name}: {id}",
                Severities = [new AdvisorySeverity { Origin = Source, Word = word }],
                References = [new AdvisoryReference("WEB", Address(source, id))],
                Affected = [new AffectedPackage { Namespace = Namespace, Name = name, Ranges = [.. ranges.Split(',').Select(Range)] }],
            };
        }
    }

    /// <summary>Where a line of the table is from.</summary>
    private static string Address(string source, string id) => source switch
    {
        "openssl" => $"https://github.com/openssl/release-metadata/blob/main/secjson/{id}.json",
        "curl" => $"https://curl.se/docs/{id}.html",
        "nginx" => "https://nginx.org/en/security_advisories.html",
        "node" => "https://github.com/nodejs/security-wg/blob/main/vuln/core/index.json",
        "expat" => "https://github.com/libexpat/libexpat/blob/master/expat/Changes",
        "jq" => "https://github.com/jqlang/jq/blob/master/NEWS.md",
        "zlib" => "https://github.com/madler/zlib/blob/master/ChangeLog",
        "nvd" => $"https://nvd.nist.gov/vuln/detail/{id}",
        ['B', 'I', 'T', '-', .. var record] => $"https://github.com/bitnami/vulndb/blob/main/data/{record[..record.IndexOf('-', StringComparison.Ordinal)]}/{source}.json",
        _ => throw new InvalidDataException($"'{source}' is no source of the table of programs"),
    };

    private static AffectedRange Range(string text) => text.Split(' ') is [var from, var until] ? AffectedRange.From(from, until) : throw new InvalidDataException($"'{text}' is no range of the table of programs");
}
