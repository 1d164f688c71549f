using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Inspection.Images;

/// <summary>The regular files of the final root, for documents that list them.</summary>
internal static class ImageFiles
{
    public static IReadOnlyList<ImageFile> Of(ImageView image) =>
    [
        .. image.Root.All().Where(file => file.Type == FileType.File)
            .Select(file => new ImageFile("/" + file.Path, file.Layer, file.Facts?.Size ?? 0, file.Facts?.Digest, image.Owners.OwnerOf(file)?.Package.Key))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];
}
