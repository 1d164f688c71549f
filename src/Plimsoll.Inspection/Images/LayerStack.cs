using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Configuration;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Ecosystems.Conda;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Merging;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Inspection.Images;

/// <summary>Stacks the facts of layers into those of an image. It reads no blob: the same facts always give the same answer.</summary>
internal sealed class LayerStack(CataloguerTable cataloguers, int maxFiles, Deadline deadline)
{
    private readonly MergedTree _root = new(maxFiles);
    private readonly Dictionary<int, LayerFacts> _layers = [];
    private readonly List<DatabaseHistory> _histories = [.. cataloguers.All.OfType<IPackageDatabase>().Select(database => new DatabaseHistory(database))];
    private readonly List<Finding> _findings = [];
    private readonly List<PlacedFinding> _layerFindings = [];
    private readonly List<Note> _notes = [];
    private bool _isFull;

    /// <summary>False once something that could hold packages was not read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Findings of the stack itself.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Notes of the layers, and of the stack itself.</summary>
    public IReadOnlyList<Note> Notes => _notes;

    /// <summary>Packages that a layer removed or replaced.</summary>
    public List<InstalledPackage> Removed { get; } = [];

    /// <summary>Packages that are only named.</summary>
    public List<InstalledPackage> Declared { get; } = [];

    /// <summary>Puts a layer on top.</summary>
    public void Add(int layer, LayerFacts facts)
    {
        IsComplete &= facts.IsComplete;
        _layerFindings.AddRange(facts.Findings.Select(finding => new PlacedFinding(layer, finding)));
        _notes.AddRange(facts.Notes.Select(note => note with { Layer = layer }));
        if (_isFull) return;
        _layers.Add(layer, facts);
        try
        {
            _root.Apply(layer, facts.Files, (path, reason) => Missing(layer, path, reason), deadline);
        }
        catch (LayerStoppedException e)
        {
            _isFull = true;
            Missing(layer, "", e.Message);
            if (e.IsBomb) _findings.Add(new Finding { Kind = FindingKinds.Bomb, Path = "/", Layer = layer, Severity = Severity.High, Reason = e.Message });
        }
        foreach (var history in _histories) history.Update(layer, _root, _layers);
    }

    /// <summary>Notes something that could hold packages and was not read.</summary>
    public void Missing(int? layer, string path, string reason)
    {
        IsComplete = false;
        _notes.Add(new Note { Path = path.StartsWith('/') || path.Contains(':') ? path : "/" + path, Layer = layer, Reason = reason });
    }

    /// <summary>The image that the layers make.</summary>
    /// <param name="configuration">What its configuration says; null without one.</param>
    /// <param name="now">The time of the inspection.</param>
    public ImageView Finish(ConfigurationFacts? configuration, DateTimeOffset now)
    {
        var files = new FileHistory(_root, _layers);
        foreach (var cataloguer in cataloguers.All.Where(cataloguer => cataloguer is not IPackageDatabase)) files.Read(cataloguer);
        foreach (var (layer, path, reason) in _histories.SelectMany(history => history.Problems).Concat(files.Problems)) Missing(layer, path, reason);
        foreach (var history in _histories) NoteHalfInstalled(history);

        var image = new ImageView(_root, _layers)
        {
            Configuration = configuration,
            Now = now,
            LayerFindings = _layerFindings,
            RemovedDatabases = [.. _histories.Select(history => history.RemovedDatabase).OfType<RemovedDatabase>()],
        };
        image.Os = Os() is { } os ? os with { ContentSets = ContentSets(image) } : null;
        var ofSystem = _histories.SelectMany(history => history.Packages.Where(package => history.Database.IsInstalled(package.Record))).ToList();
        foreach (var package in _histories.SelectMany(history => history.Packages.Where(package => history.Database.IsInstalled(package.Record) || history.Database.IsHalfInstalled(package.Record))))
            package.Cataloguer.Claim(package, image, image.Owners);
        files.Visible.AddRange(cataloguers.All.OfType<ITreeCataloguer>().SelectMany(FindInTree));
        // conda installs packages of other kinds, as the managers of systems do.
        var conda = files.Visible.FindAll(package => package.Cataloguer is CondaCataloguer).ConvertAll(package => package with { Owner = OwnerOf(package, image) });
        foreach (var package in conda) package.Cataloguer.Claim(package, image, image.Owners);
        var others = files.Visible.FindAll(package => package.Cataloguer is not CondaCataloguer).ConvertAll(package => package with { Owner = OwnerOf(package, image) });
        foreach (var package in others.Where(package => package.Record.Declared != true)) package.Cataloguer.Claim(package, image, image.Owners);
        others.AddRange(conda);
        // Asked last: guesses count only where nobody knows better.
        others = others.FindAll(package => package.Cataloguer.IsPresent(package, image));
        Settle(image, ofSystem, others, files.Removed.FindAll(package => package.Cataloguer.IsPresent(package, image)));
        var there = image.Packages.Select(package => Identity.Of(package) with { Arch = null }).ToHashSet();
        // What a bill of materials names and is there is listed as what it is.
        Declared.AddRange(others.Where(package => package.Record.Declared == true && !(package.Cataloguer is SbomCataloguer && there.Contains(Identity.Of(package) with { Arch = null }))));
        return image;
    }

    /// <summary>Packages whose database is gone count as long as files of theirs are there: what they do does not depend on being listed.</summary>
    private void Settle(ImageView image, List<InstalledPackage> ofSystem, List<InstalledPackage> others, List<InstalledPackage> removed)
    {
        var withFiles = image.Owners.Packages();
        image.Packages = [.. ofSystem.Where(package => package.RemovedIn is null || withFiles.Contains(package)), .. others.Where(package => package.Record.Declared != true)];
        var there = image.Packages.Select(Identity.Of).ToHashSet();
        Removed.AddRange(_histories.SelectMany(history => history.Removed).Concat(removed).Concat(ofSystem.Where(package => package.RemovedIn is not null))
            .Where(package => package.Record.Declared != true && !there.Contains(Identity.Of(package))));
    }

    private IEnumerable<InstalledPackage> FindInTree(ITreeCataloguer cataloguer)
    {
        foreach (var (file, package) in cataloguer.Find(_root)) yield return new InstalledPackage(cataloguer, package, file.Content, 0, file.Path, file.Layer, file.Layer);
    }

    private InstalledPackage? OwnerOf(InstalledPackage package, ImageView image) =>
        _root.VisibleAt(package.Place) is { } file && image.Owners.OwnerOf(file) is { Package: var owner } && image.Owners.IntegrityOf(file) != Integrity.Modified ? owner : null;

    /// <summary>The distribution, by the os-release that is in force.</summary>
    private OsFacts? Os()
    {
        foreach (var path in (ReadOnlySpan<string>)["etc/os-release", "usr/lib/os-release"])
        {
            if (_root.Find(path) is { Content: { File: >= 0 } place } && _layers[place.Layer].Reports(place.File).FirstOrDefault(report => report.Cataloguer == OsReleaseCataloguer.CataloguerName) is { Properties: { } values })
                return OsReleaseReader.FactsOf(values);
        }
        return null;
    }

    /// <summary>The repositories that the packages are from; null where nothing tells.</summary>
    private static IReadOnlyList<string>? ContentSets(ImageView image)
    {
        string[] sets = [.. image.Reports(ContentManifestCataloguer.CataloguerName).SelectMany(report => report.Properties.GetValueOrDefault(ContentManifestCataloguer.ContentSets)?.Split('\n') ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return sets.Length == 0 ? null : sets;
    }

    private void NoteHalfInstalled(DatabaseHistory history)
    {
        foreach (var package in history.Packages.Where(package => package.RemovedIn is null && history.Database.IsHalfInstalled(package.Record)).OrderBy(package => package.Record.Name, StringComparer.Ordinal))
        {
            _notes.Add(new Note
            {
                Path = "/" + package.Location,
                Layer = package.Layer,
                Reason = $"{package.Record.Name} {package.Record.Version} is {package.Record.State}: some or all of its files are there, but it does not count as installed",
            });
        }
    }

    private sealed record Identity(string Type, string Name, string Version, string? Arch)
    {
        public static Identity Of(InstalledPackage package) => new(package.Record.Type, package.Record.Name, package.Record.Version, package.Record.Arch);
    }
}
