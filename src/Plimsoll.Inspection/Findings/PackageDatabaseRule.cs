using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Databases of package managers that a layer removed: what is installed can no longer be told, by scanners least of all.</summary>
internal sealed class PackageDatabaseRule : IFindingRule
{
    public IEnumerable<Finding> Find(ImageView image) => image.RemovedDatabases.Select(removed => new Finding
    {
        Kind = FindingKinds.PackageDbDeleted,
        Path = "/" + removed.Path,
        Layer = removed.BroughtIn,
        DeletedIn = removed.RemovedIn,
        Severity = Severity.High,
        Reason = $"the package database, which listed {removed.Packages} installed packages, was removed, their files were not",
    }).Concat(FindLists(image));

    /// <summary>dpkg's lists of files can be removed alone: then nobody knows any more which file belongs to which package.</summary>
    private static IEnumerable<Finding> FindLists(ImageView image)
    {
        var hidden = image.Packages.Where(package => package.Cataloguer is DpkgCataloguer && package.RemovedIn is null)
            .Select(package => DpkgInfoCataloguer.HiddenListOf(package, image)).OfType<(int BroughtIn, int RemovedIn)>()
            .GroupBy(list => list.RemovedIn);
        return hidden.Select(lists => new Finding
        {
            Kind = FindingKinds.PackageDbDeleted,
            Path = "/" + DpkgInfoCataloguer.Directory,
            Layer = lists.Max(list => list.BroughtIn),
            DeletedIn = lists.Key,
            Severity = Severity.Medium,
            Reason = $"the lists of the files of {lists.Count()} installed packages were removed",
        });
    }
}
