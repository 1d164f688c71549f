using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Pages.Components;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The page of an image, in one of its views.</summary>
/// <param name="Named">What the address names: an image, or an index.</param>
/// <param name="Image">The image that is shown: the named one, or the one that was chosen from the index; for views of an index itself, that index.</param>
/// <param name="Platform">The platform that the address asks for.</param>
/// <param name="View">Name of the view.</param>
/// <param name="Inspected">Where the inspection stands; null for an index.</param>
/// <param name="Document">The inspection document, when it is done.</param>
/// <param name="Tags">Tags that point at what is named.</param>
/// <param name="Referrers">How many manifests refer to what is named.</param>
/// <param name="IsWaiting">True when the page shall load itself again until the inspection is done.</param>
internal sealed record ImageModel(
    StoredImage Named,
    StoredImage Image,
    string? Platform,
    string View,
    Inspected? Inspected,
    InspectionDocument? Document,
    IReadOnlyList<Tag> Tags,
    int Referrers,
    bool IsWaiting)
{
    /// <summary>Views that show what was found in an image; of an index they show the chosen one.</summary>
    public static readonly IReadOnlyList<string> InsideViews = ["packages", "vulnerabilities", "findings", "layers", "files", "config", "history", "sbom", "licences"];

    /// <summary>True for the views of an index itself.</summary>
    public bool IsIndex => Image.Manifest.IsIndex;

    /// <summary>True for an image that runs; false for signatures and other artifacts.</summary>
    public bool IsContainer => Image.Manifest.Config?.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig;

    /// <summary>How many packages were found; of what was read in part there may be more.</summary>
    private string? PackageCount => IsContainer && Document is { } document ? Inside.CountOf(document.Packages.Count, document.Completeness) : null;

    /// <summary>The address of another view of the same thing.</summary>
    public string Href(string view) => Links.With(Links.View(Named, view), ("platform", Platform));

    /// <summary>The views there are.</summary>
    public IReadOnlyList<TabItem> Views =>
    [
        new("", "Overview", Href("")),
        new("packages", "Packages", Href("packages"), PackageCount),
        new("vulnerabilities", "Vulnerabilities", Href("vulnerabilities")),
        new("findings", "Findings", Href("findings"), IsContainer && Document is { } findings ? Inside.CountOf(findings.Findings.Count, findings.Completeness) : null),
        new("layers", "Layers", Href("layers"), IsIndex ? null : Image.Manifest.Layers.Count.ToString()),
        new("files", "Files", Href("files")),
        new("licences", "Licences", Href("licences")),
        new("config", "Config", Href("config")),
        new("history", "History", Href("history")),
        new("sbom", "SBOM", Href("sbom")),
        new("trust", "Trust", Href("trust")),
        new("referrers", "Referrers", Href("referrers"), Referrers.ToString()),
        new("raw", "Manifest", Href("raw")),
    ];
}
