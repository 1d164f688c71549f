using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>
/// Follows the packages that lie in files of their own through the layers: those whose file is visible in the end are there. A file that a layer
/// writes again without another version did not bring the version.
/// </summary>
internal sealed class FileHistory(MergedTree root, IReadOnlyDictionary<int, LayerFacts> layers)
{
    private readonly Dictionary<Reading, List<InstalledPackage>> _last = [];
    private readonly int[] _order = Sorted([.. layers.Keys]);

    /// <summary>The packages that are visible; those that are only declared among them.</summary>
    public List<InstalledPackage> Visible { get; } = [];

    /// <summary>The packages that a layer hides.</summary>
    public List<InstalledPackage> Removed { get; } = [];

    /// <summary>What could not be read of files that are visible.</summary>
    public List<LayerProblem> Problems { get; } = [];

    /// <summary>Reads the reports of one cataloguer.</summary>
    public void Read(ICataloguer cataloguer)
    {
        foreach (var layer in _order)
        {
            foreach (var report in layers[layer].Catalogued.Where(report => report.Cataloguer == cataloguer.Name)) Read(cataloguer, new ContentPlace(layer, report.File), report);
        }
        foreach (var (reading, packages) in _last)
        {
            if (reading.Cataloguer == cataloguer.Name) Settle(packages);
        }
    }

    private void Read(ICataloguer cataloguer, ContentPlace place, CataloguedFile report)
    {
        if (root.PlaceOf(place) is not { } file) return;
        if (root.VisibleAt(place) is { } visible) Problems.AddRange(report.Problems.Select(problem => new LayerProblem(place.Layer, visible.Path, problem)));
        var before = _last.GetValueOrDefault(new Reading(file.Number, cataloguer.Name)) ?? [];
        var isReplaced = before.Count > 0 && root.HiddenBy(before[0].Place) == place.Layer;
        var packages = new List<InstalledPackage>(report.Packages.Count);
        for (var i = 0; i < report.Packages.Count; i++)
        {
            var record = report.Packages[i];
            var old = isReplaced ? before.Find(package => package.Record.Type == record.Type && package.Record.Name == record.Name && package.Record.Inner == record.Inner) : null;
            packages.Add(new InstalledPackage(cataloguer, record, place, i, file.Path, old?.Record.Version == record.Version ? old.Layer : place.Layer, old?.IntroducedIn ?? place.Layer));
        }
        foreach (var old in before.Where(old => !isReplaced || !packages.Exists(package => package.Record.Name == old.Record.Name && package.Record.Version == old.Record.Version)))
            Removed.Add(old with { RemovedIn = root.HiddenBy(old.Place) });
        _last[new Reading(file.Number, cataloguer.Name)] = packages;
    }

    private void Settle(List<InstalledPackage> packages)
    {
        if (packages.Count == 0) return;
        if (root.VisibleAt(packages[0].Place) is { } file) Visible.AddRange(packages.Select(package => package with { Location = file.Path }));
        else Removed.AddRange(packages.Select(package => package with { RemovedIn = root.HiddenBy(package.Place) }));
    }

    private static int[] Sorted(int[] layers)
    {
        Array.Sort(layers);
        return layers;
    }

    private sealed record Reading(int Path, string Cataloguer);
}

/// <summary>What could not be read.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Path">Path without leading slash.</param>
/// <param name="Reason">Why.</param>
internal sealed record LayerProblem(int Layer, string Path, string Reason);
