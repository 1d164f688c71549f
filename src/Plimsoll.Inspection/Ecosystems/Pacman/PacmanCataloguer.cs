using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Pacman;

/// <summary>
/// pacman, the package manager of Arch: a directory for each package, in which <c>desc</c> says what it is. Which files it owns stands in other files
/// beside it, see <see cref="PacmanFilesCataloguer"/>.
/// </summary>
internal sealed class PacmanCataloguer : IPackageDatabase
{
    private const string Local = "var/lib/pacman/local";
    private const string FileName = "desc";

    public string Name => "pacman";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named(FileName)];

    public bool Accepts(string path) => PacmanPlace.IsOfPackage(path);

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        var description = PacmanDescription.Read(content);
        if (description.ToRecord(out var problem) is { } package) report.TryAdd(package);
        else report.Problem(problem!);
    }

    public IEnumerable<LocatedFile> Locate(MergedTree root)
    {
        foreach (var path in root.FilesIn(Local).Select(package => $"{Local}/{package}/{FileName}"))
        {
            if (root.Find(path) is { Type: FileType.File } file) yield return new LocatedFile(path, file);
        }
    }

    public string PurlOf(PackageRecord package, OsFacts? os) => Purl.Build(
        package.Type, os?.Id ?? "arch", package.Name, package.Version, [new("arch", package.Arch), new("distro", DistributionNames.Qualifier(os))]).ToString();

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        var directory = package.Location[..^FileName.Length];
        foreach (var name in PacmanFilesCataloguer.FileNames)
        {
            if (image.ReportAt(directory + name, PacmanFilesCataloguer.CataloguerName) is { } found) owners.Claim(package, found.Report, found.Layer, -1);
        }
    }
}
