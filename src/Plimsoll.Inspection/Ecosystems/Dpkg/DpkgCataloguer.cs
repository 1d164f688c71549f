using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>
/// Debian's package manager: <c>status</c>, the journal <c>updates/</c> that dpkg reads on top of it, and <c>status.d/</c>, in which
/// distroless images have one file for each package. Which files a package owns stands in other files, see <see cref="DpkgInfoCataloguer"/>.
/// </summary>
internal sealed class DpkgCataloguer : IPackageDatabase
{
    private const string Root = "var/lib/dpkg/";

    public string Name => "dpkg";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("status"), FileMatch.In("status.d"), FileMatch.In("updates")];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path)
    {
        if (path.EndsWith("/dpkg/status", StringComparison.Ordinal)) return true;
        var slash = path.LastIndexOf('/');
        if (slash < 0) return false;
        return IsPackageFile(path[(slash + 1)..]) && path.AsSpan(0, slash).EndsWith("/dpkg/status.d")
            || IsUpdate(path.AsSpan(slash + 1)) && path.AsSpan(0, slash).EndsWith("/dpkg/updates");
    }

    public void Read(FileContent file, FileReport report)
    {
        var needsStatus = !file.Path.Contains("dpkg/status.d/", StringComparison.Ordinal);
        using var content = file.Open();
        using var stanzas = new DpkgStanzaReader(content);
        while (stanzas.Next() is { } stanza)
        {
            var package = DpkgRecord.Read(stanza, needsStatus, out var problem);
            if (problem is not null) report.Problem($"a package could not be read: {problem}");
            else if (stanza.HasStrayLine) report.Problem($"the paragraph of '{package!.Name}' has a line that is no field");
            else if (stanza.OnlySourceIsOverlong) report.Problem($"the source of '{package!.Name}' is too long to be true");
            if (package is null) continue;
            if (!report.TryAdd(package) || !DpkgConffiles.TryOwn(stanza, report)) return;
        }
    }

    public IEnumerable<LocatedFile> Locate(MergedTree root)
    {
        foreach (var path in root.FilesIn(Root + "status.d").Where(IsPackageFile).Select(name => Root + "status.d/" + name)
            .Prepend(Root + "status").Concat(root.FilesIn(Root + "updates").Where(name => IsUpdate(name)).Select(name => Root + "updates/" + name)))
        {
            if (root.Find(path) is { Type: FileType.File } file) yield return new LocatedFile(path, file);
        }
    }

    /// <summary>A package that waits for the triggers of others, or for its own to run, is unpacked and configured (dpkg(1), "Package states").</summary>
    public bool IsInstalled(PackageRecord package) => package.State is null or DpkgRecord.TriggersAwaited or DpkgRecord.TriggersPending;

    public bool IsHalfInstalled(PackageRecord package) => !IsInstalled(package) && package.State is not (DpkgRecord.NotInstalled or DpkgRecord.ConfigFiles);

    public string PurlOf(PackageRecord package, OsFacts? os) => Purl.Build(
        package.Type, os?.Id ?? "debian", package.Name, package.Version, [new("arch", package.Arch), new("distro", DistributionNames.Qualifier(os))]).ToString();

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        var diversions = image.Remember(DpkgDiversions.Of);
        foreach (var (report, layer) in DpkgInfoCataloguer.ReportsOf(package, image)) owners.Claim(package, report, layer, -1, path => diversions.PlaceOf(path, package.Record.Name));
        owners.ClaimListed(package, image);
    }

    /// <summary>Beside each package file lies one with the digests of its files.</summary>
    private static bool IsPackageFile(string name) => !name.EndsWith(".md5sums", StringComparison.Ordinal);

    /// <summary>dpkg reads only names of digits there (dpkg, lib/dpkg/dbmodify.c).</summary>
    private static bool IsUpdate(ReadOnlySpan<char> name) => name.Length > 0 && !name.ContainsAnyExceptInRange('0', '9');
}
