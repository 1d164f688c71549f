using Plimsoll.Inspection.Sbom.Comparing;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Sbom.Arriving;

/// <summary>A package in the result of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version: for one that differs, what the document says.</param>
/// <param name="Purl">Its package URL.</param>
/// <param name="There">The versions that are there, where they differ.</param>
public sealed record ComparedPackage(string Name, string? Version, string? Purl, IReadOnlyList<string>? There = null);

/// <summary>The result of a comparison, as the command and the API print it. Lists end after 1000 entries; the counts do not.</summary>
public sealed record ArrivedSbomEntry
{
    private const int MaxListed = 1000;

    /// <summary>How it was found: <c>referrer</c>, <c>index-referrer</c>, <c>tag</c>, <c>attestation-manifest</c> or <c>file</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Digest of the manifest that it belongs to.</summary>
    public string? Manifest { get; init; }

    /// <summary>Media type of its bytes.</summary>
    public required string MediaType { get; init; }

    /// <summary><c>same</c>, <c>differs</c>, or <c>unread</c>: then nothing is known.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>SPDX</c> or <c>CycloneDX</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Version of the format.</summary>
    public string? Version { get; init; }

    /// <summary>Programs that made it, as it says.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Packages that it names.</summary>
    public int Named { get; init; }

    /// <summary>Those that are there as it says.</summary>
    public int Matched { get; init; }

    /// <summary>How many are missing.</summary>
    public int MissingCount { get; init; }

    /// <summary>Named, and not there.</summary>
    public IReadOnlyList<ComparedPackage> Missing { get; init; } = [];

    /// <summary>How many differ.</summary>
    public int DifferingCount { get; init; }

    /// <summary>There in another version.</summary>
    public IReadOnlyList<ComparedPackage> Differing { get; init; } = [];

    /// <summary>How many are not named.</summary>
    public int UnnamedCount { get; init; }

    /// <summary>There, of a kind that it names, and not named.</summary>
    public IReadOnlyList<ComparedPackage> Unnamed { get; init; } = [];

    /// <summary>By type: named, of a kind of which nothing was found.</summary>
    public IReadOnlyDictionary<string, int> Unchecked { get; init; } = new Dictionary<string, int>();

    /// <summary>By type: there, of a kind of which it names nothing.</summary>
    public IReadOnlyDictionary<string, int> Uncovered { get; init; } = new Dictionary<string, int>();

    /// <summary>Makes the entry.</summary>
    public static ArrivedSbomEntry Of(ArrivedSbom arrived)
    {
        ArgumentNullException.ThrowIfNull(arrived);
        var entry = new ArrivedSbomEntry
        {
            Source = arrived.Source,
            Manifest = arrived.Manifest?.Value,
            MediaType = arrived.MediaType,
            Verdict = arrived.Comparison switch { null => "unread", { IsSame: true } => "same", _ => "differs" },
            Format = arrived.Document?.Format,
            Version = arrived.Document?.Version,
            Tools = arrived.Document?.Tools ?? [],
            Problems = arrived.Problem is { } problem ? [problem] : arrived.Document?.Problems ?? [],
        };
        return arrived.Comparison is { } comparison ? entry.With(comparison) : entry;
    }

    private ArrivedSbomEntry With(SbomComparison comparison) => this with
    {
        Named = comparison.Named,
        Matched = comparison.Matched,
        MissingCount = comparison.Missing.Count,
        Missing = [.. comparison.Missing.Take(MaxListed).Select(package => Entry(package))],
        DifferingCount = comparison.Differing.Count,
        Differing = [.. comparison.Differing.Take(MaxListed).Select(difference => Entry(difference.Named, difference.Versions))],
        UnnamedCount = comparison.Unnamed.Count,
        Unnamed = [.. comparison.Unnamed.Take(MaxListed).Select(package => new ComparedPackage(package.Name, package.Version, package.Purl))],
        Unchecked = comparison.Unchecked,
        Uncovered = comparison.Uncovered,
    };

    private static ComparedPackage Entry(NamedPackage package, IReadOnlyList<string>? there = null) => new(package.Name, package.Version, package.Purl, there);
}
