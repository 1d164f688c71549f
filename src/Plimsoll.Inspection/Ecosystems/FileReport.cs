using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Takes what a cataloguer reads from one file, as far as there is room.</summary>
/// <param name="file">Number of the file.</param>
/// <param name="cataloguer">Name of the cataloguer.</param>
/// <param name="files">The entries of the layer.</param>
/// <param name="owned">The owned files of the layer.</param>
/// <param name="room">What may still be kept of the layer.</param>
internal sealed class FileReport(int file, string cataloguer, FileIndex files, OwnedFiles owned, KeptRoom room)
{
    /// <summary>What a record costs besides its text, in characters.</summary>
    private const int Overhead = 64;

    private const int MaxProblems = 100;

    /// <summary>Characters of a problem: it may repeat what the file says.</summary>
    private const int MaxProblem = 500;

    private const int MaxText = 1 << 20;

    private readonly int _ownedStart = owned.Count;
    private readonly List<PackageRecord> _packages = [];
    private readonly List<string> _problems = [];
    private readonly List<LicenceStatement> _licences = [];
    private readonly Dictionary<string, string> _properties = [];
    private int _droppedProblems;
    private bool _isFull;

    /// <summary>True when nothing was told.</summary>
    public bool IsEmpty => _packages.Count + _problems.Count + _licences.Count + _properties.Count == 0 && owned.Count == _ownedStart;

    /// <summary>Adds a package; false when there is no room for it.</summary>
    public bool TryAdd(PackageRecord package)
    {
        var size = Overhead + Length(package.Name) + Length(package.Version) + Length(package.Purl) + Length(package.Arch) + Length(package.Source) + Length(package.SourceVersion)
            + Length(package.Licence) + Length(package.Integrity) + Length(package.Inner);
        if (package.Properties is not null)
        {
            foreach (var (name, value) in package.Properties) size += name.Length + value.Length + 8;
        }
        if (!Take(size)) return false;
        _packages.Add(package);
        return true;
    }

    /// <summary>Says that the package that was added last owns a file; where none was added, that the package does which the file is about.</summary>
    /// <param name="path">Path from the root, with or without a leading slash. One with <c>..</c> in it is left out.</param>
    /// <param name="traits">What is said of it.</param>
    /// <param name="mode">Permission bits, where they are listed.</param>
    /// <param name="kind">Hash function of the digest.</param>
    /// <param name="digest">Digest of the content; empty where none is listed.</param>
    /// <returns>False when there is no room for it.</returns>
    public bool TryOwn(string path, OwnedFileTraits traits = OwnedFileTraits.None, int? mode = null, FileDigestKind kind = FileDigestKind.None, ReadOnlySpan<byte> digest = default)
    {
        if (path.Length > LayerLimits.LongestOwnedPath || LayerPath.Normalize(path) is not { Length: > 0 } normal) return true;
        var (before, bytes) = (files.Paths.Count, files.Paths.NameBytes);
        var number = files.Paths.Add(normal);
        if (!Take(16 + (digest.Length / 2) + (16 * (files.Paths.Count - before)) + files.Paths.NameBytes - bytes)) return false;
        owned.Add(_packages.Count - 1, number, traits, mode, kind, digest);
        return true;
    }

    /// <summary>Adds what the file states of licences.</summary>
    public void State(LicenceStatement licence)
    {
        if (Take(Overhead + Length(licence.Licence) + Length(licence.Files) + Length(licence.Recognised))) _licences.Add(licence);
    }

    /// <summary>Keeps a text under a name of the cataloguer's own.</summary>
    public void Keep(string name, string value)
    {
        if (value.Length <= MaxText && Take(name.Length + value.Length)) _properties[name] = value;
    }

    /// <summary>Says what could not be read.</summary>
    public void Problem(string reason)
    {
        if (_problems.Count < MaxProblems) _problems.Add(reason.Length <= MaxProblem ? reason : reason[..MaxProblem] + "…");
        else _droppedProblems++;
    }

    /// <summary>What was told.</summary>
    public CataloguedFile Build() => new()
    {
        File = file,
        Cataloguer = cataloguer,
        Packages = _packages,
        OwnedStart = _ownedStart,
        OwnedCount = owned.Count - _ownedStart,
        Licences = _licences.Count == 0 ? null : _licences,
        Properties = _properties.Count == 0 ? null : new SortedList<string, string>(_properties, StringComparer.Ordinal),
        Problems = _droppedProblems == 0 ? _problems : [.. _problems, $"{_droppedProblems} more problems are left out"],
    };

    private bool Take(long size)
    {
        if (room.TryTake(size)) return true;
        if (!_isFull) Problem("it lists more than is kept of a layer; the rest was not read");
        _isFull = true;
        return false;
    }

    private static int Length(string? text) => text?.Length ?? 0;
}
