using Plimsoll.Inspection.Trees;
using Plimsoll.Server.Api.Contents;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The files of an image: one directory of the merged tree, or of what one layer did.</summary>
/// <param name="Image">The image.</param>
/// <param name="Tree">Its files; null while they are not known.</param>
/// <param name="Path">The directory that the address names.</param>
/// <param name="Layer">The layer that the address names; null for the merged tree.</param>
/// <param name="Directory">The directory; null when nothing stands there.</param>
/// <param name="Entries">A page of what is in it.</param>
/// <param name="After">The name that the page before ended with.</param>
/// <param name="Next">The name that this page ends with; null on the last one.</param>
internal sealed record FilesModel(
    ImageModel Image, ImageTree? Tree, string Path, int? Layer, TreeEntry? Directory, IReadOnlyList<TreeEntry> Entries, string? After, string? Next)
{
    /// <summary>Entries of a page.</summary>
    private const int PageCount = 200;

    public static async Task<FilesModel> LoadAsync(HttpContext http, ImageModel image, ReadyImages ready)
    {
        var query = http.Request.Query;
        var path = query["path"].ToString() is { Length: > 0 } text ? text : "/";
        int? layer = int.TryParse(query["layer"], out var index) ? index : null;
        var after = query["after"].ToString() is { Length: > 0 } name ? name : null;
        if ((await ready.FindAsync(http, image.Image)).Opened is not { Tree: var tree }) return new FilesModel(image, null, path, layer, null, [], null, null);
        if (layer is { } wanted && !tree.HasLayer(wanted)) layer = null;
        var directory = tree.Find(path, layer);
        var entries = directory is { IsDirectory: true } ? tree.List(directory.Path, layer, after, PageCount + 1) : directory is null ? [] : [directory];
        var isMore = entries.Count > PageCount;
        return new FilesModel(image, tree, directory?.Path ?? path, layer, directory, isMore ? [.. entries.Take(PageCount)] : entries, after, isMore ? entries[PageCount - 1].Name : null);
    }

    /// <summary>The address of another directory, layer or page.</summary>
    public string Href(string path, int? layer, string? after = null) => Links.With(
        Links.View(Image.Named, "files"), ("platform", Image.Platform), ("path", path == "/" ? null : path), ("layer", layer?.ToString()), ("after", after));

    /// <summary>The same directory from the API.</summary>
    public string Json => Links.Api("tree", ("image", Image.Image.ByDigest), ("path", Path == "/" ? null : Path), ("layer", Layer?.ToString()));

    /// <summary>The directories on the way, the root first.</summary>
    public IEnumerable<(string Name, string Path)> Way
    {
        get
        {
            yield return ("/", "/");
            var parts = Path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < parts.Length; i++) yield return (parts[i], "/" + string.Join('/', parts[..(i + 1)]));
        }
    }
}
