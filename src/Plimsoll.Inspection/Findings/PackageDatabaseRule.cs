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
        // By the layer that removed them: the highest layer that brought one, and how many there were.
        var removed = new Dictionary<int, int[]>();
        foreach (var package in image.Packages)
        {
            if (package.Cataloguer is not DpkgCataloguer || package.RemovedIn is not null || DpkgInfoCataloguer.HiddenListOf(package, image) is not var (broughtIn, hidingLayer)) continue;
            if (!removed.TryGetValue(hidingLayer, out var known)) removed.Add(hidingLayer, known = [-1, 0]);
            (known[0], known[1]) = (Math.Max(known[0], broughtIn), known[1] + 1);
        }
        foreach (var (removedIn, lists) in removed)
        {
            yield return new Finding
            {
                Kind = FindingKinds.PackageDbDeleted,
                Path = "/" + DpkgInfoCataloguer.Directory,
                Layer = lists[0],
                DeletedIn = removedIn,
                Severity = Severity.Medium,
                Reason = $"the lists of the files of {lists[1]} installed packages were removed",
            };
        }
    }
}
