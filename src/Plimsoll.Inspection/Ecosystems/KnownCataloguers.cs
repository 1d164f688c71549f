using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Debian;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Everything that reads packages.</summary>
internal static class KnownCataloguers
{
    public static CataloguerTable All { get; } = new(
    [
        new OsReleaseCataloguer(),
        new DpkgCataloguer(),
        new DpkgInfoCataloguer(),
        new CopyrightCataloguer(),
        new LicenceFileCataloguer(),
    ]);
}
