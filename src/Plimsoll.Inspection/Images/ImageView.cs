using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Configuration;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>All that is known of an image, for those who judge it: the merged root, its packages and who owns what, the configuration, the layers.</summary>
internal sealed class ImageView(MergedTree root, IReadOnlyDictionary<int, LayerFacts> layers)
{
    private readonly Dictionary<ContentPlace, ExecutableFacts> _executables = ExecutablesOf(layers);

    private readonly Dictionary<Type, object> _remembered = [];

    /// <summary>The final file system.</summary>
    public MergedTree Root => root;

    /// <summary>The facts of the layers that could be opened, by index.</summary>
    public IReadOnlyDictionary<int, LayerFacts> Layers => layers;

    /// <summary>The distribution; null when nothing tells.</summary>
    public OsFacts? Os { get; set; }

    /// <summary>The configuration; null when there is none.</summary>
    public ConfigurationFacts? Configuration { get; init; }

    /// <summary>The time of the inspection. What depends on it must not change from one day to the next.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>The packages that are installed, in no order. Those whose database was removed are among them, with the layer that did it.</summary>
    public IReadOnlyList<InstalledPackage> Packages { get; set; } = [];

    /// <summary>Databases of package managers that a layer removed, and with them the knowledge of their packages.</summary>
    public IReadOnlyList<RemovedDatabase> RemovedDatabases { get; init; } = [];

    /// <summary>What is wrong with the layers and their files, with the index of the layer.</summary>
    public IReadOnlyList<PlacedFinding> LayerFindings { get; init; } = [];

    /// <summary>Who owns which file.</summary>
    public Ownership Owners { get; } = new(root);

    /// <summary>The history line that brought a layer.</summary>
    public string? CreatedBy(int layer) => Configuration?.CreatedBy(layer);

    /// <summary>The facts of a layer that could be opened.</summary>
    public LayerFacts FactsOf(int layer) => layers[layer];

    /// <summary>What a cataloguer says of an entry; null when it did not read it.</summary>
    public CataloguedFile? ReportAt(ContentPlace place, string cataloguer) =>
        layers.TryGetValue(place.Layer, out var facts) ? facts.Reports(place.File).FirstOrDefault(report => report.Cataloguer == cataloguer) : null;

    /// <summary>What a cataloguer says of the file at a path. Where nothing is there any more, what it said of the last file that was.</summary>
    public (CataloguedFile Report, LayerFacts Layer)? ReportAt(string path, string cataloguer)
    {
        if ((root.Find(path) ?? root.FindLast(path)) is not { } file || ReportAt(file.Content, cataloguer) is not { } report) return null;
        return (report, layers[file.Content.Layer]);
    }

    /// <summary>What a cataloguer keeps of files that are visible.</summary>
    public IEnumerable<KeptTexts> Reports(string cataloguer)
    {
        foreach (var (layer, facts) in layers)
        {
            foreach (var report in facts.Catalogued.Where(report => report.Cataloguer == cataloguer))
            {
                if (report.Properties is { } properties && root.VisibleAt(new ContentPlace(layer, report.File)) is { } file) yield return new KeptTexts(file.Path, layer, properties);
            }
        }
    }

    /// <summary>Something that is worked out once for an image, by its type.</summary>
    public T Remember<T>(Func<ImageView, T> make) where T : class
    {
        if (_remembered.TryGetValue(typeof(T), out var known)) return (T)known;
        var made = make(this);
        _remembered.Add(typeof(T), made);
        return made;
    }

    /// <summary>What an executable tells about itself; null for other files.</summary>
    public ExecutableFacts? ExecutableAt(ContentPlace place) => _executables.GetValueOrDefault(place);

    private static Dictionary<ContentPlace, ExecutableFacts> ExecutablesOf(IReadOnlyDictionary<int, LayerFacts> layers)
    {
        var executables = new Dictionary<ContentPlace, ExecutableFacts>();
        foreach (var (layer, facts) in layers)
        {
            foreach (var executable in facts.Executables) executables.Add(new ContentPlace(layer, executable.File), executable);
        }
        return executables;
    }
}

/// <summary>A database of a package manager that a layer removed.</summary>
/// <param name="Path">Where it was, without leading slash.</param>
/// <param name="BroughtIn">The layer that brought it last.</param>
/// <param name="RemovedIn">The layer that removed it.</param>
/// <param name="Packages">How many packages it listed as installed.</param>
internal sealed record RemovedDatabase(string Path, int BroughtIn, int RemovedIn, int Packages);

/// <summary>A finding of a layer.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Finding">The finding.</param>
internal sealed record PlacedFinding(int Layer, LayerFinding Finding);
