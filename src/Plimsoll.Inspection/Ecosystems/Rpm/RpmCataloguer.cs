using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>rpm, the package manager of Fedora, Red Hat, SUSE and many others: its database in all forms, and the list that distroless images of Azure Linux have.</summary>
internal sealed class RpmCataloguer : IPackageDatabase
{
    /// <summary>Name of what is no package but a key that packages were verified with.</summary>
    private const string PublicKey = "gpg-pubkey";

    private const string Sqlite = "rpmdb.sqlite";

    /// <summary>What committed changes that are not in the database yet are called.</summary>
    private const string LogEnding = "-wal";

    private const string Manifest = "var/lib/rpmmanifest/" + RpmManifest.FileName;

    /// <summary>Where the database is, newest place first; the others are often links to it.</summary>
    private static readonly string[] Directories = ["usr/lib/sysimage/rpm/", "var/lib/rpm/", "usr/share/rpm/"];

    /// <summary>Its forms. Where several lie side by side, the older ones were left behind when the database was rebuilt.</summary>
    private static readonly string[] Forms = [Sqlite, "Packages.db", "Packages"];

    public string Name => "rpm";

    public IReadOnlyList<FileMatch> Matches { get; } = [.. Forms.Append(Sqlite + LogEnding).Append(RpmManifest.FileName).Select(FileMatch.Named)];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path) => !path.EndsWith("Packages", StringComparison.Ordinal) || path.EndsWith("/rpm/Packages", StringComparison.Ordinal);

    public void Read(FileContent file, FileReport report)
    {
        if (file.Path.EndsWith(RpmManifest.FileName, StringComparison.Ordinal))
        {
            RpmManifest.Read(file, report);
            return;
        }
        // rpm leaves an empty log behind.
        var isLog = file.Path.EndsWith(LogEnding, StringComparison.Ordinal);
        if (isLog && file.Length == 0) return;
        var tree = new RpmTree();
        try
        {
            HeaderVisitor visit = (row, header) => TryAdd(row, header, report, tree);
            if (isLog) RpmDatabase.ReadLog(file, visit, tree);
            else RpmDatabase.Read(file, visit, tree, report.Problem);
        }
        catch (InvalidDataException e)
        {
            report.Problem($"the database could not be read: {e.Message}");
        }
        tree.KeepIn(report);
    }

    public IEnumerable<LocatedFile> Locate(MergedTree root)
    {
        foreach (var path in Directories.SelectMany(directory => Forms.Select(form => directory + form)).Append(Manifest))
        {
            if (root.Find(path) is not { Type: FileType.File } file) continue;
            yield return new LocatedFile(path, file);
            if (path.EndsWith(Sqlite, StringComparison.Ordinal) && root.Find(path + LogEnding) is { Type: FileType.File, Facts.Size: > 0 } log) yield return new LocatedFile(path + LogEnding, log);
            yield break;
        }
    }

    public IEnumerable<(int File, int Package)> InForce(IReadOnlyList<CataloguedFile> files) =>
        files.Count == 2 ? RpmTree.Merge(files[0], files[1]) : All(files[0]);

    /// <summary>Several versions of a package can be installed side by side.</summary>
    public object KeyOf(PackageRecord package) => (package.Name, package.Arch, package.Version);

    public string PurlOf(PackageRecord package, OsFacts? os)
    {
        // The epoch is a qualifier here (purl-spec, types-doc/rpm-definition.md).
        var colon = package.Version.IndexOf(':');
        return Purl.Build(
            package.Type, DistributionNames.RpmNamespace(os), package.Name, package.Version[(colon + 1)..],
            [new("arch", package.Arch), new("epoch", colon < 0 ? null : package.Version[..colon]), new("distro", DistributionNames.Qualifier(os))]).ToString();
    }

    private static IEnumerable<(int File, int Package)> All(CataloguedFile database)
    {
        for (var package = 0; package < database.Packages.Count; package++) yield return (0, package);
    }

    private static bool TryAdd(long row, ReadOnlySpan<byte> blob, FileReport report, RpmTree tree)
    {
        var name = "a package";
        try
        {
            var header = new RpmHeader(blob);
            name = header.Text(RpmTag.Name) ?? name;
            if (name == PublicKey)
            {
                // Its version and release are the number and the time of the key, its description is the key itself.
                report.Keep($"{PublicKey}-{header.Text(RpmTag.Version)}-{header.Text(RpmTag.Release)}", header.Text(RpmTag.Description) ?? "");
                return true;
            }
            if (!report.TryAdd(RpmRecord.Read(header, RpmSignature.Read(header, report.Problem)))) return false;
            tree.Rows.Add(row);
            return RpmFiles.TryOwn(header, report);
        }
        catch (InvalidDataException e)
        {
            report.Problem($"{ForeignText.Shorten(name)} could not be read: {e.Message}");
            return true;
        }
    }
}
