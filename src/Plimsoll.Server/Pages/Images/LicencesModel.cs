using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Reports;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The licences of an image: a page of the packages that the filters let through, and what all of them ask for.</summary>
/// <param name="Image">The image.</param>
/// <param name="Report">The licences of all packages; null while the image is not open.</param>
/// <param name="Class">Only packages of this class.</param>
/// <param name="Licence">Only packages that name this licence.</param>
/// <param name="Text">Part of the name or the licence of a package.</param>
/// <param name="Found">How many packages the filters let through.</param>
/// <param name="Packages">The page.</param>
/// <param name="Offset">How many come before it.</param>
internal sealed record LicencesModel(
    ImageModel Image, LicenceReport? Report, LicenceClass? Class, string? Licence, string? Text, int Found, IReadOnlyList<PackageFacts> Packages, int Offset)
{
    /// <summary>Packages of a page.</summary>
    public const int PageCount = 200;

    /// <summary>True when not all packages are listed.</summary>
    public bool IsFiltered => Found < Image.Document?.Packages.Count;

    /// <summary>The source packages that have to be offered.</summary>
    public IReadOnlyList<CorrespondingSource> Sources => field ??= Image.Document is { } document ? CorrespondingSource.Of(document) : [];

    public static LicencesModel Of(HttpContext http, ImageModel image)
    {
        var query = http.Request.Query;
        LicenceClass? wanted = LicenceClasses.TryParse(query["class"].ToString(), out var named) ? named : null;
        var (licence, text) = (query["licence"].ToString(), query["q"].ToString());
        if (image.Document is not { } document) return new LicencesModel(image, null, wanted, licence, text, 0, [], 0);
        var found = document.Packages.Where(package => (wanted is null || package.LicenceClass == wanted) && Names(package, licence) && Contains(package, text)).ToList();
        var offset = int.TryParse(query["offset"], out var from) ? Math.Clamp(from, 0, found.Count) : 0;
        return new LicencesModel(image, LicenceReport.Of(document), wanted, licence, text, found.Count, [.. found.Skip(offset).Take(PageCount)], offset);
    }

    /// <summary>The address of these packages with other filters.</summary>
    public string Href(LicenceClass? ofClass, string? licence, int offset = 0) => Links.With(
        Links.View(Image.Named, "licences"),
        ("platform", Image.Platform), ("q", Text), ("class", ofClass is { } wanted ? LicenceClasses.NameOf(wanted) : null), ("licence", licence), ("offset", offset > 0 ? offset.ToString() : null));

    /// <summary>The same from the API.</summary>
    public string Json(string? format = null) => Links.Api("licences", ("image", Image.Image.ByDigest), ("format", format));

    private static bool Names(PackageFacts package, string licence) => licence.Length == 0 || LicenceReport.LicencesOf(package).Contains(licence, StringComparer.Ordinal);

    private static bool Contains(PackageFacts package, string text) =>
        text.Length == 0 || package.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || package.Licence?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
