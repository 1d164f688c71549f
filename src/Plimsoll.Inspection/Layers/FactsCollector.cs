using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Layers;

/// <summary>Collects what one layer, or one unpacked root, says, and reads the files while they pass.</summary>
internal sealed class FactsCollector : IDisposable
{
    /// <summary>Findings and notes that are kept each; a hostile layer could have one for every entry.</summary>
    private const int MaxRemarks = 1000;

    /// <summary>Findings that are kept until it is known whose their files are; those of packages are dropped then.</summary>
    private const int MaxUnsettled = 10_000;

    /// <summary>What a new path costs besides its name, in characters.</summary>
    private const int PathOverhead = 16;

    private readonly LayerLimits _limits;
    private readonly KeptRoom _room;
    private readonly FileReading _reading;
    private readonly IReadOnlyList<IContentScanner> _scanners;
    private readonly FileIndex _files = new();
    private readonly OwnedFiles _owned = new();
    private readonly List<CataloguedFile> _catalogued = [];
    private readonly List<ExecutableFacts> _executables = [];
    private readonly List<LayerFinding> _findings = [];
    private readonly List<Note> _notes = [];
    private int _settled;
    private long _dropped;

    public FactsCollector(LayerLimits limits, CataloguerTable cataloguers, IReadOnlyList<IContentScanner> scanners, DigestDemand? demand = null)
    {
        _limits = limits;
        _room = new KeptRoom(limits.MaxKeptCharacters);
        _reading = new FileReading(limits, cataloguers, scanners, _files, demand ?? new DigestDemand());
        _scanners = scanners;
    }

    /// <summary>False once something that could hold packages was not read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Adds an entry and reads its content.</summary>
    /// <param name="header">The entry.</param>
    /// <param name="open">Opens its content; null when it has none that can be read as it is.</param>
    /// <exception cref="LayerStoppedException">There are more entries, or longer names, than is sane.</exception>
    public void Add(FileHeader header, Func<Stream>? open)
    {
        if (_files.Count >= _limits.MaxEntries) throw new LayerStoppedException($"the layer has more than {_limits.MaxEntries} entries; the rest was not read", isBomb: true);
        var (paths, names) = (_files.Paths.Count, _files.Paths.NameBytes);
        var file = _files.Add(header);
        if (!_room.TryTake(((_files.Paths.Count - paths) * PathOverhead) + _files.Paths.NameBytes - names + (header.Link?.Length ?? 0)))
            throw new LayerStoppedException("the names in the layer are longer than is sane; the rest was not read", isBomb: true);
        if (header.Type != FileType.File) return;
        if (open is null) _reading.Pass(header);
        else Read(file, header, open);
        foreach (var wanting in _reading.Wanting)
        {
            if (open is null) Unread(file, wanting, "it is stored as a sparse file, or cannot be opened, and was not read");
            else if (!_reading.Fits(wanting, header)) Unread(file, wanting, $"it has {header.Size} bytes, more than {Math.Min(wanting.MaxBytes, _limits.MaxContentBytes)}, and was not read");
        }
    }

    /// <summary>Notes something that could hold packages and was not read: the layer is partial.</summary>
    public void Missing(string path, string reason)
    {
        IsComplete = false;
        Remark(path, reason);
    }

    /// <summary>Notes something worth saying.</summary>
    public void Remark(string path, string reason)
    {
        if (_notes.Count < MaxRemarks) _notes.Add(new Note { Path = Absolute(path), Reason = reason });
        else _dropped++;
    }

    /// <summary>Adds a finding; its path is given as the layer writes it.</summary>
    public void Find(string kind, string path, Severity severity, string reason) => Find(new LayerFinding { Kind = kind, Path = path, Severity = severity, Reason = reason });

    /// <summary>The facts. A layer that was not read to its end has no diff id.</summary>
    public LayerFacts ToFacts(string? compression, Digest? diffId, long uncompressedSize)
    {
        foreach (var failure in _scanners.Select(scanner => scanner.Failure).OfType<string>()) Missing("/", failure);
        if (_dropped > 0) _notes.Add(new Note { Path = "/", Reason = $"{_dropped} more findings and notes of this layer are left out" });
        _reading.Finish();
        _files.Paths.Trim();
        return new LayerFacts
        {
            Compression = compression,
            DiffId = diffId,
            UncompressedSize = uncompressedSize,
            IsComplete = IsComplete,
            Files = _files,
            Owned = _owned,
            Executables = _executables,
            Catalogued = _catalogued,
            Findings = _findings,
            Notes = _notes,
            Scanners = [.. _scanners.Where(scanner => scanner.Failure is null).Select(scanner => scanner.Name)],
        };
    }

    public void Dispose() => _reading.Dispose();

    private static string Absolute(string path) => path.StartsWith('/') || path.StartsWith("sha", StringComparison.Ordinal) ? path : "/" + path;

    private void Read(int file, FileHeader header, Func<Stream> open)
    {
        using var content = open();
        _reading.Read(file, header, content, Find, Missing, AddExecutable, (cataloguer, kept, isWhole) =>
        {
            var report = new FileReport(file, cataloguer.Name, _files, _owned, _room);
            if (!isWhole) report.Problem($"the layer ends after {kept.Length} of its {header.Size} bytes");
            cataloguer.Read(kept, report);
            if (!report.IsEmpty || cataloguer is IPackageDatabase) _catalogued.Add(report.Build());
        });
    }

    private void Unread(int file, ICataloguer cataloguer, string reason)
    {
        var report = new FileReport(file, cataloguer.Name, _files, _owned, _room);
        report.Problem(reason);
        _catalogued.Add(report.Build());
    }

    private void AddExecutable(ExecutableFacts executable)
    {
        var size = 16 + (executable.Libraries.Count * 2);
        foreach (var origin in executable.Origins) size += origin.Length;
        if (_room.TryTake(size)) _executables.Add(executable);
    }

    private void Find(LayerFinding finding)
    {
        var hasRoom = finding.UnlessOwned ? _findings.Count - _settled < MaxUnsettled : _settled < MaxRemarks;
        if (!finding.UnlessOwned && hasRoom) _settled++;
        if (hasRoom) _findings.Add(finding);
        else _dropped++;
    }
}
