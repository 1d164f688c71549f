using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>
/// Debian's package manager: <c>status</c>, the journal <c>updates/</c> that dpkg reads on top of it, and <c>status.d/</c>, in which
/// distroless images have one file for each package.
/// </summary>
internal sealed class DpkgEcosystem : IEcosystem
{
    private const string Root = "var/lib/dpkg/";

    public string Type => "deb";

    public bool IsDatabase(string path)
    {
        if (path.EndsWith("/dpkg/status", StringComparison.Ordinal)) return true;
        var slash = path.LastIndexOf('/');
        if (slash < 0) return false;
        return IsPackageFile(path[(slash + 1)..]) && path.AsSpan(0, slash).EndsWith("/dpkg/status.d")
            || IsUpdate(path.AsSpan(slash + 1)) && path.AsSpan(0, slash).EndsWith("/dpkg/updates");
    }

    public void Read(string path, Stream content, DatabaseBuilder database)
    {
        var needsStatus = !path.Contains("dpkg/status.d/", StringComparison.Ordinal);
        using var stanzas = new DpkgStanzaReader(content);
        while (stanzas.Next() is { } stanza)
        {
            var package = DpkgRecord.Read(stanza, needsStatus, out var problem);
            if (problem is not null) database.Problem($"a package could not be read: {problem}");
            else if (stanza.HasStrayLine) database.Problem($"the paragraph of '{package!.Name}' has a line that is no field");
            else if (stanza.OnlySourceIsOverlong) database.Problem($"the source of '{package!.Name}' is too long to be true");
            if (package is not null && !database.TryAdd(package)) return;
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

    public bool IsInstalled(PackageRecord package) => package.State is null;

    public bool IsHalfInstalled(PackageRecord package) => package.State is not (null or DpkgRecord.NotInstalled or DpkgRecord.ConfigFiles);

    public string PurlOf(PackageRecord package, OsFacts? os) => Purl.Build(
        Type, os?.Id ?? "debian", package.Name, package.Version, [new("arch", package.Arch), new("distro", DistroOf(os))]).ToString();

    /// <summary><c>debian-12</c>; a rolling distribution has no version, then its code name stands for it.</summary>
    private static string? DistroOf(OsFacts? os) => os is null ? null : (os.VersionId ?? os.VersionCodename) is { } version ? $"{os.Id}-{version}" : os.Id;

    /// <summary>Beside each package file lies one with the digests of its files.</summary>
    private static bool IsPackageFile(string name) => !name.EndsWith(".md5sums", StringComparison.Ordinal);

    /// <summary>dpkg reads only names of digits there (dpkg, lib/dpkg/dbmodify.c).</summary>
    private static bool IsUpdate(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiDigit(c)) return false;
        }
        return name.Length > 0;
    }
}
