using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching.Programs;

/// <summary>
/// Advisories about well-known programs and libraries that no package manager installed, by the version that they print. The table is small and kept by hand: matching such files by CPE was wrong in five of six
/// cases (anchore/vulnerability-match-labels). It comes with the program, so that it is as old as that; raise <see cref="RangeMatcher.Version"/> when it changes.
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
            if (line.Split('\t') is not [var name, var id, var word, var ranges]) throw new InvalidDataException($"'{line}' is no line of the table of programs");
            yield return new Advisory
            {
                Source = Source,
                Id = id,
                Part = name,
                Summary = $"{name}: {id}",
                Severities = [new AdvisorySeverity { Origin = Source, Word = word }],
                References = [new AdvisoryReference("WEB", "https://www.cve.org/CVERecord?id=" + id)],
                Affected = [new AffectedPackage { Namespace = Namespace, Name = name, Ranges = [.. ranges.Split(',').Select(Range)] }],
            };
        }
    }

    private static AffectedRange Range(string text) => text.Split(' ') is [var from, var until] ? AffectedRange.From(from, until) : throw new InvalidDataException($"'{text}' is no range of the table of programs");
}
