using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Portage;

/// <summary>
/// Portage, the package manager of Gentoo: a directory for each package, whose name tells the package, with a file for each thing that is known of it
/// (portage(5), "/var/db/pkg"). <c>CONTENTS</c> lists its files with their MD5.
/// </summary>
internal sealed class PortageCataloguer : IPackageDatabase
{
    private const string Root = "var/db/pkg";
    private const string Contents = "CONTENTS";
    private const string Licence = "LICENSE";
    private const string LicenceProperty = "licence";

    public string Name => "portage";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named(Contents), FileMatch.Named(Licence)];

    public bool Accepts(string path) => PortagePlace.TryRead(path, out _, out _, out _);

    public void Read(FileContent file, FileReport report)
    {
        if (!PortagePlace.TryRead(file.Path, out var category, out var name, out var version)) return;
        if (file.Path.EndsWith(Licence, StringComparison.Ordinal))
        {
            if (file.ReadAll(64 << 10) is { } text) report.Keep(LicenceProperty, ForeignText.Decode(text.Span).Trim());
            return;
        }
        var package = new PackageRecord { Type = "ebuild", Name = $"{category}/{name}", Version = version, Purl = Purl.Build("ebuild", category, name, version).ToString() };
        if (report.TryAdd(package)) PortageContents.Read(file, report);
    }

    public IEnumerable<LocatedFile> Locate(MergedTree root)
    {
        foreach (var category in root.FilesIn(Root))
        {
            foreach (var path in root.FilesIn($"{Root}/{category}").Select(package => $"{Root}/{category}/{package}/{Contents}"))
            {
                if (PortagePlace.TryRead(path, out _, out _, out _) && root.Find(path) is { Type: FileType.File } file) yield return new LocatedFile(path, file);
            }
        }
    }

    /// <summary>Several versions of a package can be installed in slots of their own.</summary>
    public object KeyOf(PackageRecord package) => (package.Name, package.Version);

    public string? LicenceOf(InstalledPackage package, ImageView image) =>
        image.ReportAt(package.Location[..^Contents.Length] + Licence, Name)?.Report.Properties?.GetValueOrDefault(LicenceProperty);
}
