using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>How one image became another, without its files: what two documents tell.</summary>
public sealed record DiffSummary
{
    /// <summary>Packages with a later version.</summary>
    public int Upgraded { get; init; }

    /// <summary>Packages with an earlier version.</summary>
    public int Downgraded { get; init; }

    /// <summary>Packages of another version, neither later nor earlier.</summary>
    public int Changed { get; init; }

    /// <summary>Packages that came.</summary>
    public int Added { get; init; }

    /// <summary>Packages that went.</summary>
    public int Removed { get; init; }

    /// <summary>Settings that are others.</summary>
    public int Settings { get; init; }

    /// <summary>Findings from low up that came.</summary>
    public int NewFindings { get; init; }

    /// <summary>Findings from low up that went.</summary>
    public int GoneFindings { get; init; }

    /// <summary>Of those that came, how many are secrets.</summary>
    public int NewSecrets { get; init; }

    /// <summary>Bytes to transfer, less those before.</summary>
    public long Size { get; init; }

    /// <summary>Layers that both have in common from the lowest on.</summary>
    public int SharedLayers { get; init; }

    /// <summary>Partial when one of the images could be read in part only.</summary>
    public Completeness Completeness { get; init; }

    /// <summary>Some of the packages that differ, such as <c>openssl 3.0.1 → 3.0.2</c>.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Compares two documents.</summary>
    public static DiffSummary Of(InspectionDocument from, InspectionDocument to)
    {
        const int MaxNamed = 8;
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var packages = new PackageChanges(from, to).ToDiff(new Dictionary<string, FileCounts>());
        var findings = FindingChanges.Of(from, to, areConfigured: true).Where(change => change.Finding.Severity > Severity.Info).ToList();
        return new DiffSummary
        {
            Upgraded = packages.Upgraded,
            Downgraded = packages.Downgraded,
            Changed = packages.Changed,
            Added = packages.Added,
            Removed = packages.Removed,
            Settings = SettingChanges.Of(from, to).Count,
            NewFindings = findings.Count(change => change.Change == DiffKind.Added),
            GoneFindings = findings.Count(change => change.Change == DiffKind.Removed),
            NewSecrets = findings.Count(change => change.Change == DiffKind.Added && FindingChanges.IsSecret(change.Finding)),
            Size = to.Image.Size - from.Image.Size,
            SharedLayers = ImageComparison.SharedLayers(from, to),
            Completeness = from.Completeness == Completeness.Complete && to.Completeness == Completeness.Complete ? Completeness.Complete : Completeness.Partial,
            Packages = [.. packages.Groups.Take(MaxNamed).Select(Name)],
        };
    }

    private static string Name(PackageGroup group) => group.Change switch
    {
        DiffKind.Added => $"{group.Source} {group.To} added",
        DiffKind.Removed => $"{group.Source} {group.From} removed",
        _ => $"{group.Source} {group.From ?? "several"} → {group.To ?? "several"}",
    };
}
