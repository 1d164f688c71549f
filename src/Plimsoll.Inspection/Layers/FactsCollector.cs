using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Layers;

/// <summary>Collects what one layer, or one unpacked root, says, and reads the files that somebody wants while they pass.</summary>
internal sealed class FactsCollector(LayerLimits limits, IReadOnlyList<IEcosystem> ecosystems)
{
    /// <summary>Findings and notes that are kept each; a hostile layer could have one for every entry.</summary>
    private const int MaxRemarks = 1000;

    private readonly List<FileFacts> _files = [];
    private readonly List<PackageDatabase> _databases = [];
    private readonly List<OsRelease> _osReleases = [];
    private readonly List<Finding> _findings = [];
    private readonly List<Note> _notes = [];
    private long _keptCharacters;
    private long _dropped;

    /// <summary>False once something that could hold packages was not read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Adds an entry and reads it when somebody wants it.</summary>
    /// <param name="file">The entry.</param>
    /// <param name="open">Opens its content; null when it has none that can be read as it is.</param>
    /// <exception cref="LayerStoppedException">There are more entries, or longer names, than is sane.</exception>
    public void Add(FileFacts file, Func<Stream>? open)
    {
        if (_files.Count >= limits.MaxEntries) throw new LayerStoppedException($"the layer has more than {limits.MaxEntries} entries; the rest was not read", isBomb: true);
        Count(file.Path.Length + (file.Link?.Length ?? 0));
        _files.Add(file);
        if (file.Type != FileType.File) return;
        foreach (var ecosystem in ecosystems)
        {
            if (ecosystem.IsDatabase(file.Path)) ReadDatabase(ecosystem, file, open);
        }
        if (OsReleaseReader.IsOsRelease(file.Path) && open is not null)
        {
            using var content = open();
            if (OsReleaseReader.Read(content) is { } os) _osReleases.Add(new OsRelease(_files.Count - 1, os));
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
    public void Find(string kind, string path, Severity severity, string reason)
    {
        if (_findings.Count < MaxRemarks) _findings.Add(new Finding { Kind = kind, Path = path, Severity = severity, Reason = reason });
        else _dropped++;
    }

    /// <summary>The facts. A layer that was not read to its end has no diff id.</summary>
    public LayerFacts ToFacts(string? compression, Digest? diffId, long uncompressedSize)
    {
        if (_dropped > 0) _notes.Add(new Note { Path = "/", Reason = $"{_dropped} more findings and notes of this layer are left out" });
        return new LayerFacts
        {
            Compression = compression,
            DiffId = diffId,
            UncompressedSize = uncompressedSize,
            IsComplete = IsComplete,
            Files = _files,
            Databases = _databases,
            OsReleases = _osReleases,
            Findings = _findings,
            Notes = _notes,
        };
    }

    private static string Absolute(string path) => path.StartsWith('/') || path.StartsWith("sha", StringComparison.Ordinal) ? path : "/" + path;

    private void ReadDatabase(IEcosystem ecosystem, FileFacts file, Func<Stream>? open)
    {
        var database = new DatabaseBuilder(limits.MaxKeptCharacters - _keptCharacters);
        if (open is null)
        {
            database.Problem("it is stored as a sparse file, or cannot be opened, and was not read");
        }
        else if (file.Size > limits.MaxDatabaseBytes)
        {
            database.Problem($"it has {file.Size} bytes, more than {limits.MaxDatabaseBytes}, and was not read");
        }
        else
        {
            using var content = open();
            ecosystem.Read(file.Path, content, database);
        }
        _keptCharacters += database.Kept;
        _databases.Add(database.Build(_files.Count - 1, ecosystem.Type));
    }

    private void Count(int characters)
    {
        _keptCharacters += characters;
        if (_keptCharacters > limits.MaxKeptCharacters) throw new LayerStoppedException("the names in the layer are longer than is sane; the rest was not read", isBomb: true);
    }
}
