using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Everything that reads packages.</summary>
internal static class KnownCataloguers
{
    public static CataloguerTable All { get; } = new(
    [
        new OsReleaseCataloguer(),
        new DpkgCataloguer(),
        new DpkgInfoCataloguer(),
        new SbomCataloguer(),
    ]);
}
