using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers.Merging;

namespace Plimsoll.Inspection.Images;

/// <summary>
/// Follows the packages of one package manager through the layers. A layer that rewrites the database lists every package again, so what the
/// database says is compared with what it said before: only packages that are new, or have another version, were brought by the layer.
/// </summary>
internal sealed class DatabaseHistory(IPackageDatabase database)
{
    private Dictionary<object, InstalledPackage> _packages = [];
    private List<LocatedFile> _located = [];
    private List<ContentPlace> _places = [];
    private readonly List<InstalledPackage> _removed = [];
    private readonly List<LayerProblem> _problems = [];

    /// <summary>The package manager.</summary>
    public IPackageDatabase Database => database;

    /// <summary>The packages that are in force, those that are not installed among them; after the database was removed, those that it listed last.</summary>
    public IEnumerable<InstalledPackage> Packages => _packages.Values;

    /// <summary>Packages that a layer removed or replaced by another version.</summary>
    public IReadOnlyList<InstalledPackage> Removed => _removed;

    /// <summary>The database that was removed and did not come back; null while there is one.</summary>
    public RemovedDatabase? RemovedDatabase { get; private set; }

    /// <summary>What could not be read of the databases that are in force.</summary>
    public IReadOnlyList<LayerProblem> Problems => _problems;

    /// <summary>Looks at the root after a layer was put on it.</summary>
    public void Update(int layer, MergedTree root, IReadOnlyDictionary<int, LayerFacts> layers)
    {
        var located = database.Locate(root).ToList();
        var places = located.ConvertAll(file => file.Node.Content);
        if (places.SequenceEqual(_places)) return;
        _problems.Clear();
        if (located.Count == 0) Lose(layer);
        else Read(layer, located, layers);
        (_located, _places) = (located, places);
    }

    private void Lose(int layer)
    {
        var installed = _packages.Values.Count(package => database.IsInstalled(package.Record));
        RemovedDatabase = new RemovedDatabase(_located[0].Path, _places[0].Layer, layer, installed);
        _problems.Add(new LayerProblem(layer, _located[0].Path, $"the package database, which listed {_packages.Count} packages, was removed by this layer: whether they are there can no longer be told"));
        foreach (var (key, package) in _packages.ToArray()) _packages[key] = package with { RemovedIn = layer };
    }

    private void Read(int layer, List<LocatedFile> located, IReadOnlyDictionary<int, LayerFacts> layers)
    {
        RemovedDatabase = null;
        var packages = new Dictionary<object, InstalledPackage>();
        var earlier = _packages.Values.Where(package => package.RemovedIn is null).ToLookup(package => new NameAndArch(package.Record.Name, package.Record.Arch));
        var files = new List<(LocatedFile File, CataloguedFile Report)>();
        foreach (var file in located)
        {
            var place = file.Node.Content;
            if (place.File < 0 || layers[place.Layer].Reports(place.File).FirstOrDefault(report => report.Cataloguer == database.Name) is not { } report)
            {
                _problems.Add(new LayerProblem(layer, file.Path, "the package database was not read: it is a link to a file that does not look like one"));
                continue;
            }
            _problems.AddRange(report.Problems.Select(problem => new LayerProblem(file.Node.Layer, file.Path, problem)));
            files.Add((file, report));
        }
        foreach (var (at, package) in files.Count == 0 ? [] : database.InForce(files.ConvertAll(file => file.Report)))
            Add(packages, earlier, layer, files[at].File, files[at].Report.Packages[package], package);
        foreach (var (key, before) in _packages)
        {
            var isSame = packages.TryGetValue(key, out var now) && now.Record.Version == before.Record.Version && database.IsInstalled(now.Record);
            if (!isSame && before.RemovedIn is null && database.IsInstalled(before.Record)) _removed.Add(before with { RemovedIn = layer });
        }
        _packages = packages;
    }

    private void Add(
        Dictionary<object, InstalledPackage> packages, ILookup<NameAndArch, InstalledPackage> earlier, int layer, LocatedFile file, PackageRecord record, int index)
    {
        var key = database.KeyOf(record);
        // An entry that tells of a removal need not say the architecture.
        if (record.Arch is null && !database.IsInstalled(record))
        {
            foreach (var (other, _) in packages.Where(other => other.Value.Record.Name == record.Name).ToArray()) packages.Remove(other);
        }
        // Where versions can stand side by side a new one follows an old one of the name.
        var before = _packages.GetValueOrDefault(key) ?? earlier[new NameAndArch(record.Name, record.Arch)].MinBy(package => package.IntroducedIn);
        if (before is not null && (before.RemovedIn is not null || database.IsInstalled(before.Record) != database.IsInstalled(record))) before = null;
        packages[key] = new InstalledPackage(database, record, file.Node.Content, index, file.Path, before?.Record.Version == record.Version ? before.Layer : layer, before?.IntroducedIn ?? layer);
    }

    private sealed record NameAndArch(string Name, string? Arch);
}
