using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Opkg;

/// <summary>opkg, the package manager of OpenWrt and Yocto: a status file like that of dpkg, and a list of files for each package.</summary>
internal sealed class OpkgCataloguer : IPackageDatabase
{
    private static readonly string[] Places = ["usr/lib/opkg/", "var/lib/opkg/"];

    public string Name => "opkg";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("status"), FileMatch.Ending(".list")];

    public bool Accepts(string path) => path.EndsWith("/opkg/status", StringComparison.Ordinal) || (path.Contains("/opkg/info/", StringComparison.Ordinal) && path.EndsWith(".list", StringComparison.Ordinal));

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        if (file.Path.EndsWith(".list", StringComparison.Ordinal)) ReadList(content, report);
        else ReadStatus(content, report);
    }

    public IEnumerable<LocatedFile> Locate(MergedTree root)
    {
        foreach (var path in Places.Select(place => place + "status"))
        {
            if (root.Find(path) is not { Type: FileType.File } file) continue;
            yield return new LocatedFile(path, file);
            yield break;
        }
    }

    public string PurlOf(PackageRecord package, OsFacts? os) => Purl.Build(
        package.Type, os?.Id ?? "openwrt", package.Name, package.Version, [new("arch", package.Arch), new("distro", DistributionNames.Qualifier(os))]).ToString();

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        owners.ClaimListed(package, image);
        var directory = package.Location[..(package.Location.LastIndexOf('/') + 1)];
        if (image.ReportAt($"{directory}info/{package.Record.Name}.list", Name) is { } list) owners.Claim(package, list.Report, list.Layer, -1);
    }

    private static void ReadStatus(Stream content, FileReport report)
    {
        using var stanzas = new DpkgStanzaReader(content);
        while (stanzas.Next() is { } stanza)
        {
            var package = DpkgRecord.Read(stanza, needsStatus: true, out var problem);
            if (package is null) report.Problem($"a package could not be read: {problem}");
            else if (!report.TryAdd(package with { Type = "opkg" }) || !DpkgConffiles.TryOwn(stanza, report)) return;
        }
    }

    /// <summary>A path in each line; newer versions add its mode and the target of a link behind tabs.</summary>
    private static void ReadList(Stream content, FileReport report)
    {
        using var lines = new LineReader(content, 8192);
        while (lines.TryRead(out var line))
        {
            if (line.IndexOf((byte)'\t') is var tab and >= 0) line = line[..tab];
            if (lines.IsCut) report.Problem("a line is too long to be a path");
            else if (!line.IsEmpty && !report.TryOwn(ForeignText.Decode(line))) return;
        }
    }
}
