using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Readings that count only where no package owns their file as it is.</summary>
internal static class Unowned
{
    /// <summary>Whether nobody owns the file of a package; false also for files that a layer removed, of which the owners are no longer known.</summary>
    public static bool Is(InstalledPackage package, ImageView image) =>
        package.RemovedIn is null && image.Root.VisibleAt(package.Place) is { } file && (image.Owners.OwnerOf(file) is null || image.Owners.IntegrityOf(file) == Integrity.Modified);
}
