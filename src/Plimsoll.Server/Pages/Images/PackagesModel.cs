using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Images;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The packages of an image: a page of what the filters let through.</summary>
/// <param name="Image">The image.</param>
/// <param name="Query">The filters.</param>
/// <param name="Found">How many packages they let through.</param>
/// <param name="Packages">The page.</param>
/// <param name="Offset">How many come before it.</param>
internal sealed record PackagesModel(ImageModel Image, PackageQuery Query, int Found, IReadOnlyList<PackageFacts> Packages, int Offset)
{
    /// <summary>Packages of a page.</summary>
    public const int PageCount = 200;

    /// <summary>The purl types that the image has, with how many packages each.</summary>
    public IReadOnlyList<(string Type, int Count)> Types => [.. Image.Document!.Packages.GroupBy(p => p.Type).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key, StringComparer.Ordinal)];

    /// <summary>The layers that brought packages, with how many each.</summary>
    public IReadOnlyList<(int Layer, int Count)> Layers => [.. Image.Document!.Packages.GroupBy(p => p.Layer).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key)];

    public static PackagesModel Of(HttpContext http, ImageModel image)
    {
        var query = http.Request.Query;
        var wanted = new PackageQuery
        {
            Text = query["q"],
            Type = query["type"],
            Layer = int.TryParse(query["layer"], out var layer) ? layer : null,
            Sort = query["sort"],
        };
        var found = image.Document is { } document ? wanted.Of(document) : [];
        var offset = int.TryParse(query["offset"], out var from) ? Math.Clamp(from, 0, found.Count) : 0;
        return new PackagesModel(image, wanted, found.Count, [.. found.Skip(offset).Take(PageCount)], offset);
    }

    /// <summary>The address of these packages in another order or from another place.</summary>
    public string Href(string? sort, int offset) => Links.With(
        Links.View(Image.Named, "packages"),
        ("platform", Image.Platform), ("q", Query.Text), ("type", Query.Type), ("layer", Query.Layer?.ToString()), ("sort", sort), ("offset", offset > 0 ? offset.ToString() : null));

    /// <summary>The address of the packages of one layer.</summary>
    public string LayerHref(int layer) => (this with { Query = Query with { Layer = layer } }).Href(Query.Sort, 0);

    /// <summary>The same packages from the API.</summary>
    public string Json => Links.Api(
        "packages", ("image", Image.Image.ByDigest), ("q", Query.Text), ("type", Query.Type), ("layer", Query.Layer?.ToString()), ("sort", Query.Sort));
}
