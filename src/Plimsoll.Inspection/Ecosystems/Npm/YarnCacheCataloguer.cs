using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Archives;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>
/// Packages that yarn with Plug'n'Play leaves in their archives: <c>.yarn/cache/NAME-npm-VERSION-….zip</c>, out of which Node.js loads them. Where modules are unpacked all the same, the archives
/// only lie there.
/// </summary>
internal sealed class YarnCacheCataloguer : ICataloguer
{
    /// <summary>The cache of a project, and the one that all projects of a user share.</summary>
    private static readonly string[] Caches = [".yarn/cache", ".yarn/berry/cache"];

    public string Name => "yarn-cache";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".zip")];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path) => Array.Exists(Caches, cache => RelativePath.DirectoryOf(path).EndsWith(cache, StringComparison.Ordinal));

    public void Read(FileContent file, FileReport report) =>
        new NestedArchive(ArchiveLimits.Default, report.Problem).Walk(file, _ => false, IsOfPackage, (_, entry) =>
        {
            if (entry is null || PackageJson.Read(entry, report.Problem) is not { Name: { Length: > 0 } name, Version: { Length: > 0 } version } package) return;
            var (scope, shortName) = NpmName.Split(name);
            report.TryAdd(new PackageRecord { Type = "npm", Name = name, Version = version, Licence = package.Licence }, scope, shortName);
        });

    public bool IsPresent(InstalledPackage package, ImageView image)
    {
        var cache = RelativePath.DirectoryOf(package.Location);
        if (!cache.EndsWith(Caches[0], StringComparison.Ordinal)) return true;
        var project = cache[..^Caches[0].Length];
        return image.Root.Find(project + ".pnp.cjs") is { Type: FileType.File } || image.Root.Find(project + ".pnp.js") is { Type: FileType.File };
    }

    private static bool IsOfPackage(string entry) => entry.Count(c => c == '/') <= 3 && NodeModules.InstalledName(entry) is not null;
}
