using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.LockFiles;

/// <summary>
/// Lock files: they name what a build was to fetch, also for development and for other platforms. Nothing in them shows that a package is there, so
/// all that they name is declared, not installed.
/// </summary>
internal sealed class LockFileCataloguer : ICataloguer
{
    public string Name => "lock-files";

    public IReadOnlyList<FileMatch> Matches { get; } = [.. KnownLockFiles.Readers.Keys.Select(FileMatch.Named)];

    public void Read(FileContent file, FileReport report)
    {
        if (KnownLockFiles.Readers.TryGetValue(file.Path[(file.Path.LastIndexOf('/') + 1)..], out var read)) read(file, new LockReport(report));
    }
}

/// <summary>Reads a lock file.</summary>
internal delegate void LockReader(FileContent file, LockReport report);

/// <summary>Takes what a lock file names, each package in each version once.</summary>
internal sealed class LockReport(FileReport report)
{
    private readonly HashSet<(string Name, string Version)> _seen = [];

    /// <summary>The report below, for what is no package.</summary>
    public FileReport File => report;

    /// <summary>Adds a package; false when no room is left.</summary>
    public bool TryAdd(PackageRecord package, string? purlNamespace = null, string? purlName = null, IEnumerable<KeyValuePair<string, string?>>? qualifiers = null) =>
        !_seen.Add((package.Name, package.Version)) || report.TryAdd(package with { Declared = true }, purlNamespace, purlName, qualifiers);

    /// <summary>Says what could not be read.</summary>
    public void Problem(string reason) => report.Problem(reason);
}
