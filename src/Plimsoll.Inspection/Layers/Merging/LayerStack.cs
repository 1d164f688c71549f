using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Layers.Merging;

/// <summary>Stacks the facts of layers into those of an image. It reads no blob: the same facts always give the same answer.</summary>
internal sealed class LayerStack(IReadOnlyList<IEcosystem> ecosystems, int maxFiles, Deadline deadline)
{
    private readonly MergedTree _root = new(maxFiles);
    private readonly List<PackageHistory> _histories = [.. ecosystems.Select(ecosystem => new PackageHistory(ecosystem))];
    private readonly Dictionary<ContentPlace, PackageDatabase> _databases = [];
    private readonly Dictionary<ContentPlace, OsFacts> _osReleases = [];
    private readonly List<Finding> _findings = [];
    private readonly List<Note> _notes = [];
    private bool _isFull;

    /// <summary>False once something that could hold packages was not read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Findings of the layers, and of the stack itself.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Notes of the layers, and of the stack itself.</summary>
    public IReadOnlyList<Note> Notes => _notes;

    /// <summary>Puts a layer on top.</summary>
    public void Add(int layer, LayerFacts facts)
    {
        IsComplete &= facts.IsComplete;
        _findings.AddRange(facts.Findings.Select(finding => finding with { Layer = layer }));
        _notes.AddRange(facts.Notes.Select(note => note with { Layer = layer }));
        if (_isFull) return;
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
        foreach (var database in facts.Databases) _databases[new ContentPlace(layer, database.File)] = database;
        foreach (var release in facts.OsReleases) _osReleases[new ContentPlace(layer, release.File)] = release.Os;
        foreach (var history in _histories) history.Update(layer, _root, _databases);
    }

    /// <summary>Notes something that could hold packages and was not read.</summary>
    public void Missing(int? layer, string path, string reason)
    {
        IsComplete = false;
        _notes.Add(new Note { Path = path.StartsWith('/') || path.Contains(':') ? path : "/" + path, Layer = layer, Reason = reason });
    }

    /// <summary>The distribution, by the os-release that is in force.</summary>
    public OsFacts? Os()
    {
        foreach (var path in (ReadOnlySpan<string>)["etc/os-release", "usr/lib/os-release"])
        {
            if (_root.Find(path) is { } file && _osReleases.TryGetValue(file.Content, out var os)) return os;
        }
        return null;
    }

    /// <summary>The installed packages in order. Those that are neither installed nor absent are noted.</summary>
    public IReadOnlyList<PackageFacts> Packages()
    {
        var os = Os();
        var packages = new List<PackageFacts>();
        foreach (var history in _histories)
        {
            foreach (var (layer, path, reason) in history.Problems) Missing(layer, path, reason);
            foreach (var package in history.Packages.Where(package => history.Ecosystem.IsInstalled(package.Record))) packages.Add(Facts(history.Ecosystem, package, os));
            foreach (var package in history.Packages.Where(package => history.Ecosystem.IsHalfInstalled(package.Record)).OrderBy(package => package.Record.Name, StringComparer.Ordinal))
            {
                _notes.Add(new Note
                {
                    Path = package.Location,
                    Layer = package.Layer,
                    Reason = $"{package.Record.Name} {package.Record.Version} is {package.Record.State}: some or all of its files are there, but it does not count as installed",
                });
            }
        }
        return
        [
            .. packages.OrderBy(p => p.Type, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)
                .ThenBy(p => p.Arch, StringComparer.Ordinal).ThenBy(p => p.Version, StringComparer.Ordinal),
        ];
    }

    private static PackageFacts Facts(IEcosystem ecosystem, TracedPackage package, OsFacts? os) => new()
    {
        Type = ecosystem.Type,
        Name = package.Record.Name,
        Version = package.Record.Version,
        Arch = package.Record.Arch,
        Purl = ecosystem.PurlOf(package.Record, os),
        Layer = package.Layer,
        Source = package.Record.Source,
        SourceVersion = package.Record.SourceVersion,
        Location = package.Location,
    };
}
