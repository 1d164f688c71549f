using Plimsoll.Core;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Trees;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Search;

/// <summary>Where an image is.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Tags">Tags that point at it, or at an index that lists it.</param>
public sealed record ImagePlace(string Repository, IReadOnlyList<string> Tags);

/// <summary>An image that has a package.</summary>
/// <param name="Type">Type by the package URL specification.</param>
/// <param name="Name">Name as the package manager prints it.</param>
/// <param name="Version">Version as the package manager prints it.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="Digest">Digest of the image.</param>
/// <param name="Places">Where the image is, as far as the caller may read.</param>
internal sealed record PackageFound(string Type, string Name, string Version, int Layer, string Digest, IReadOnlyList<ImagePlace> Places);

/// <summary>An image that has a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">Its value; the beginning of a long one.</param>
/// <param name="Digest">Digest of the image.</param>
/// <param name="Places">Where the image is, as far as the caller may read.</param>
internal sealed record LabelFound(string Label, string Value, string Digest, IReadOnlyList<ImagePlace> Places);

/// <summary>A file in an image.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Content">SHA-256 of it; null for a link.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Package">The package that owns it, <c>type:name</c>.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="LayerDigest">Digest of that layer.</param>
/// <param name="HiddenBy">Index of the layer that removed it or wrote it again; null while it is there.</param>
/// <param name="Repository">A repository that has the image.</param>
/// <param name="Digest">Digest of the image.</param>
/// <param name="Tags">Tags of the repository that lead to it.</param>
internal sealed record FileFound(
    string Path, string? Content, long Size, string? Mode, string? Package, int Layer, string LayerDigest, int? HiddenBy, string Repository, string Digest, IReadOnlyList<string> Tags);

/// <summary>What was found, and where to go on.</summary>
/// <param name="Items">What was found.</param>
/// <param name="Next">Where to go on; null at the end.</param>
internal sealed record Found<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Finds things in all images that a caller may read. Of each list only as much is read as a page needs; a page may be short, and still have a next one.</summary>
internal sealed class FactsSearch(IMetadataStore metadata, OpenedImages images)
{
    /// <summary>Rows that are looked at for one page: a caller who may read little must not cost much.</summary>
    private const int MaxLooked = 5000;
    private const int Batch = 200;
    private const int MaxOpened = 40;
    private const int MaxPlaces = 50;
    private const int MaxWaiting = 100_000;

    /// <summary>How many facts the index has still to learn: what is not found may be among them.</summary>
    public ValueTask<int> CountWaitingAsync(CancellationToken cancellationToken) => metadata.Index.CountTasksAsync(MaxWaiting, cancellationToken);

    /// <summary>Images with a package.</summary>
    public async Task<Found<PackageFound>> PackagesAsync(Caller caller, ComponentQuery query, string? after, int limit, CancellationToken cancellationToken)
    {
        var last = Cursor.Read(after, 3) is { } c
            ? new ComponentHit(new IndexedComponent("", "", "", 0), Digest.EmptyBlob, Cursor.Number(c[2]), Cursor.Number(c[0]), Cursor.Number(c[1])) : null;
        var found = new List<PackageFound>();
        for (var looked = 0; looked < MaxLooked;)
        {
            var hits = await metadata.Index.FindComponentsAsync(query, last, Batch, cancellationToken);
            foreach (var hit in hits)
            {
                (last, looked) = (hit, looked + 1);
                if (await PlacesAsync(caller, hit.Image, cancellationToken) is not { Count: > 0 } places) continue;
                found.Add(new PackageFound(hit.Component.Type, hit.Component.Name, hit.Component.Version, hit.Component.Layer, hit.Image.Value, places));
                if (found.Count == limit) return new Found<PackageFound>(found, Next());
            }
            if (hits.Count < Batch) return new Found<PackageFound>(found, null);
        }
        return new Found<PackageFound>(found, Next());

        string Next() => Cursor.Write(last!.ComponentId.ToString(), last.SetId.ToString(), last.ImageId.ToString());
    }

    /// <summary>Images with a label.</summary>
    public async Task<Found<LabelFound>> LabelsAsync(Caller caller, string label, string? value, string? after, int limit, CancellationToken cancellationToken)
    {
        var last = Cursor.Read(after, 2) is { } c ? new LabelHit(c[0], Digest.EmptyBlob, Cursor.Number(c[1])) : null;
        var found = new List<LabelFound>();
        for (var looked = 0; looked < MaxLooked;)
        {
            var hits = await metadata.Index.FindLabelsAsync(label, value, last, Batch, cancellationToken);
            foreach (var hit in hits)
            {
                (last, looked) = (hit, looked + 1);
                if (await PlacesAsync(caller, hit.Image, cancellationToken) is not { Count: > 0 } places) continue;
                found.Add(new LabelFound(label, hit.Value, hit.Image.Value, places));
                if (found.Count == limit) return new Found<LabelFound>(found, Next());
            }
            if (hits.Count < Batch) return new Found<LabelFound>(found, null);
        }
        return new Found<LabelFound>(found, Next());

        string Next() => Cursor.Write(last!.Value, last.ImageId.ToString());
    }

    /// <summary>Images with a file of this content.</summary>
    public Task<Found<FileFound>> FilesAsync(Caller caller, Digest content, string? after, int limit, CancellationToken cancellationToken) =>
        FilesAsync(caller, FileKey.OfContent(content), (tree, layer) => tree.WithContent(layer, content), after, limit, cancellationToken);

    /// <summary>Images with a file at this path, or of this name where it has no slash.</summary>
    public Task<Found<FileFound>> FilesAsync(Caller caller, string path, string? after, int limit, CancellationToken cancellationToken) =>
        FilesAsync(caller, FileKey.OfName(path[(path.LastIndexOf('/') + 1)..]), (tree, layer) => tree.WithName(layer, path), after, limit, cancellationToken);

    /// <summary>Where an image is, as far as the caller may read.</summary>
    public async Task<IReadOnlyList<ImagePlace>> PlacesAsync(Caller caller, Digest image, CancellationToken cancellationToken) =>
    [
        .. (await metadata.Index.ListPlacesAsync(image, MaxPlaces, cancellationToken)).Where(place => caller.May(Permission.Pull, place.Repository))
            .Select(place => new ImagePlace(place.Repository.Value, [.. place.Tags.Select(tag => tag.Value)])),
    ];

    /// <summary>Layer by layer that may have it, and of each the images that are made of it, the images one after the other: only they know what is hidden and who owns it.</summary>
    private async Task<Found<FileFound>> FilesAsync(
        Caller caller, long key, Func<ImageTree, Digest, IEnumerable<TreeEntry>> entries, string? after, int limit, CancellationToken cancellationToken)
    {
        var place = Cursor.Read(after, 3) is { } c ? (Layer: Cursor.Number(c[0]), Repository: Cursor.Number(c[1]), Manifest: Cursor.Number(c[2])) : default;
        var found = new List<FileFound>();
        var (looked, opened) = (0, 0);
        while (true)
        {
            // From the layer of the cursor on, which may have more images.
            if (await metadata.Index.FindLayersAsync(key, place.Layer - 1, 1, cancellationToken) is not [var layer]) return new Found<FileFound>(found, null);
            if (layer.Id > place.Layer) place = (layer.Id, 0, 0);
            var uses = await metadata.Index.ListUsesAsync(layer.Digest, new LayerUse(place.Repository, place.Manifest, default, default), Batch, cancellationToken);
            foreach (var use in uses)
            {
                place = (layer.Id, use.RepositoryId, use.ManifestId);
                looked++;
                if (caller.May(Permission.Pull, use.Repository))
                {
                    opened++;
                    found.AddRange(await DescribeAsync(use, layer.Digest, entries, cancellationToken));
                }
                if (found.Count >= limit || opened >= MaxOpened || looked >= MaxLooked) return new Found<FileFound>(found, Cursor.Write(place.Layer.ToString(), place.Repository.ToString(), place.Manifest.ToString()));
            }
            if (uses.Count < Batch) place = (layer.Id + 1, 0, 0);
        }
    }

    private async Task<IReadOnlyList<FileFound>> DescribeAsync(LayerUse use, Digest layer, Func<ImageTree, Digest, IEnumerable<TreeEntry>> entries, CancellationToken cancellationToken)
    {
        const int MaxPaths = 20;
        // One that waits to be opened will be found later.
        if (await metadata.Facts.FindImageAsync(use.Image, ImageInspector.ScannerVersion, cancellationToken) is not { State: "done" }) return [];
        var image = await images.OpenAsync(use.Repository, use.Image, cancellationToken);
        var there = entries(image.Tree, layer).Take(MaxPaths).ToList();
        if (there.Count == 0) return [];
        var tags = (await metadata.Index.ListPlacesAsync(use.Image, MaxPlaces, cancellationToken)).FirstOrDefault(p => p.Repository == use.Repository)?.Tags ?? [];
        return
        [
            .. there.Select(entry => new FileFound(
                entry.Path, entry.Digest?.Value, entry.Size, entry.Mode, entry.Package, entry.Layer, layer.Value, entry.HiddenBy, use.Repository.Value, use.Image.Value, [.. tags.Select(tag => tag.Value)])),
        ];
    }
}
