using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Findings;

/// <summary>Everything that is wrong with an image: what its layers brought, and what the rules see in the whole.</summary>
internal static class ImageFindings
{
    public static IEnumerable<Finding> Of(ImageView image) =>
        image.LayerFindings.Select(entry => Place(image, entry.Layer, entry.Finding)).OfType<Finding>()
            .Concat(KnownRules.All.SelectMany(rule => rule.Find(image).OrderBy(finding => finding.Layer ?? -1).ThenBy(finding => finding.Path, StringComparer.Ordinal)));

    /// <summary>The finding of a layer as one of the image; null where a package answers for the file.</summary>
    private static Finding? Place(ImageView image, int layer, LayerFinding finding)
    {
        var place = new ContentPlace(layer, finding.File ?? -1);
        var file = image.Root.VisibleAt(place);
        if (finding.UnlessOwned && (file is { } visible ? image.Owners.IsVouchedFor(visible) : image.Remember(ListedDigests.Of).Has(image.Root.FactsAt(place)))) return null;
        return new Finding
        {
            Kind = finding.Kind,
            Path = finding.File is null ? finding.Path : "/" + (file?.Path ?? finding.Path),
            Layer = layer,
            DeletedIn = file is null && image.Root.HiddenBy(place) is var hidden and >= 0 ? hidden : null,
            Severity = finding.Severity,
            Reason = finding.Reason,
            Rule = finding.Rule,
            Owner = file is { } there ? image.Owners.OwnerOf(there)?.Package.Key : null,
        };
    }
}
