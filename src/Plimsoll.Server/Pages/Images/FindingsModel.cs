using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The findings of an image, the gravest first: a page of what the filter lets through.</summary>
/// <param name="Image">The image.</param>
/// <param name="Kind">The kind that is asked for; null for all.</param>
/// <param name="Found">How many there are of it.</param>
/// <param name="Findings">The page.</param>
/// <param name="Offset">How many come before it.</param>
internal sealed record FindingsModel(ImageModel Image, string? Kind, int Found, IReadOnlyList<Finding> Findings, int Offset)
{
    /// <summary>Findings of a page.</summary>
    public const int PageCount = 200;

    /// <summary>Programs that are shown.</summary>
    public const int MostPrograms = 100;

    /// <summary>The kinds that the image has, with how many findings each.</summary>
    public IReadOnlyList<(string Kind, int Count)> Kinds => [.. (Image.Document?.Findings ?? []).CountBy(finding => finding.Kind).Select(kind => (kind.Key, kind.Value)).OrderBy(kind => kind.Key, StringComparer.Ordinal)];

    /// <summary>Programs that no package owns, where the filter lets them through.</summary>
    public IReadOnlyList<UnownedExecutable> Programs => Kind is null or FindingKinds.UnownedExecutable ? Image.Document?.Executables ?? [] : [];

    public static FindingsModel Of(HttpContext http, ImageModel image)
    {
        var query = http.Request.Query;
        var kind = query["kind"].ToString() is { Length: > 0 } text ? text : null;
        var found = (image.Document?.Findings ?? []).Where(finding => kind is null || finding.Kind == kind).OrderByDescending(finding => finding.Severity).ToList();
        var offset = int.TryParse(query["offset"], out var from) ? Math.Clamp(from, 0, found.Count) : 0;
        return new FindingsModel(image, kind, found.Count, [.. found.Skip(offset).Take(PageCount)], offset);
    }

    /// <summary>The address of these findings from another place.</summary>
    public string Href(int offset) => Links.With(Links.View(Image.Named, "findings"), ("platform", Image.Platform), ("kind", Kind), ("offset", offset > 0 ? offset.ToString() : null));

    /// <summary>The same from the API.</summary>
    public string Json => Links.Api("inspection", ("image", Image.Image.ByDigest));
}
