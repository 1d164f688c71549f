using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Apk;

/// <summary>apk, the package manager of Alpine and Wolfi: one text file with the packages and all their files.</summary>
internal sealed class ApkCataloguer : IPackageDatabase
{
    /// <summary>Where it is; with a merged /usr the first is a link to the second.</summary>
    private static readonly string[] Places = ["lib/apk/db/installed", "usr/lib/apk/db/installed"];

    public string Name => "apk";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("installed")];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path) => path.EndsWith("/apk/db/installed", StringComparison.Ordinal);

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        using var reader = new ApkDatabaseReader(content, report);
        reader.Read();
    }

    public IEnumerable<LocatedFile> Locate(MergedTree root)
    {
        foreach (var path in Places)
        {
            if (root.Find(path) is not { Type: FileType.File } file) continue;
            yield return new LocatedFile(path, file);
            yield break;
        }
    }

    public string PurlOf(PackageRecord package, OsFacts? os) => Purl.Build(
        package.Type, os?.Id ?? "alpine", package.Name, package.Version, [new("arch", package.Arch), new("distro", DistributionNames.Qualifier(os))]).ToString();
}
