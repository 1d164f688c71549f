using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Trees;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Cli.Oval;

/// <summary>An image that was opened as the system that OVAL asks about. Texts of files are there once somebody has read those that were <see cref="TakeWanted">wanted</see>.</summary>
internal sealed class ImageOvalSystem(OpenedImage image) : IOvalSystem
{
    private static readonly string[] DpkgPlaces = ["/var/lib/dpkg/status", "/var/lib/dpkg/status.d"];
    private static readonly string[] RpmPlaces = ["/usr/lib/sysimage/rpm", "/var/lib/rpm", "/usr/share/rpm", "/var/lib/rpmmanifest"];

    private readonly Dictionary<string, OvalFile?> _followed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<OvalFile>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OvalText> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);

    public IReadOnlyList<OvalPackage>? Dpkg { get; } = PackagesOf(image, "deb", DpkgPlaces);

    public IReadOnlyList<OvalPackage>? Rpm { get; } = PackagesOf(image, "rpm", RpmPlaces);

    public IReadOnlyDictionary<string, string>? Environment { get; } = image.Document.Image.Config is not { } config ? null
        : (config.Env ?? []).Select(line => line.Split('=', 2)).GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);

    public string? Machine { get; } = MachineOf(image.Document);

    public string? Gap { get; } = GapOf(image.Document);

    public string? Doubt { get; } = DoubtOf(image.Document);

    public OvalFile? Find(string path) => image.Tree.Find(path) is { Change: not TreeChange.Removed } entry ? FileOf(entry) : null;

    public OvalFile? Follow(string path)
    {
        if (_followed.TryGetValue(path, out var known)) return known;
        return _followed[path] = image.Tree.Follow(path) is { } entry ? FileOf(entry) : null;
    }

    public IEnumerable<OvalFile> List(string directory)
    {
        if (Follow(directory) is not { Type: OvalFileType.Directory } real) return [];
        if (_lists.TryGetValue(real.Path, out var known)) return known;
        return _lists[real.Path] = [.. image.Tree.List(real.Path).Where(entry => entry.Change != TreeChange.Removed).Select(FileOf)];
    }

    public OvalText Read(string path)
    {
        var real = Follow(path)?.Path ?? path;
        if (_texts.TryGetValue(real, out var known)) return known;
        _wanted.Add(real);
        return new OvalText(null, "it has not been read");
    }

    /// <summary>The files whose text was asked for and is not there; they count as not wanted from now on.</summary>
    public IReadOnlyCollection<string> TakeWanted()
    {
        string[] wanted = [.. _wanted];
        _wanted.Clear();
        return wanted;
    }

    /// <summary>Keeps what was read.</summary>
    public void Keep(IReadOnlyDictionary<string, FileBytes> files)
    {
        foreach (var (path, file) in files) _texts[path] = new OvalText(file.Content is { } content ? Encoding.UTF8.GetString(content.Span) : null, file.Reason);
    }

    private static IReadOnlyList<OvalPackage>? PackagesOf(OpenedImage image, string type, string[] places)
    {
        List<OvalPackage> packages = [.. image.Document.Packages.Where(package => package.Type == type).Select(package => new OvalPackage(package.Name, package.Version, package.Arch, KeyOf(package)))];
        return packages.Count > 0 || places.Any(place => image.Tree.Follow(place) is not null) ? packages : null;
    }

    /// <summary>The number of a key is the end of its fingerprint, or the start of one of version 6 (RFC 9580 section 5.5.4).</summary>
    private static string? KeyOf(PackageFacts package) => package.Properties?.GetValueOrDefault("signatureKey") switch
    {
        { Length: 64 } fingerprint => fingerprint[..16],
        { Length: > 16 } fingerprint => fingerprint[^16..],
        var key => key,
    };

    /// <summary>A layer that was not read to its end: it may change, hide or remove what others brought.</summary>
    private static string? DoubtOf(InspectionDocument document)
    {
        if (document.Completeness == Completeness.Complete || document.Layers.FirstOrDefault(layer => layer.UncompressedSize is null) is not { } unread) return null;
        return $"layer {unread.Index} may change everything: {document.Notes.FirstOrDefault(note => note.Layer == unread.Index)?.Reason ?? "it could not be read"}";
    }

    /// <summary>What keeps packages and files from being found: a directory or the database of a package manager that could not be read, or too many files.</summary>
    private static string? GapOf(InspectionDocument document)
    {
        if (document.Completeness == Completeness.Complete) return null;
        var note = document.Notes.FirstOrDefault(note => note.Path == "/" || note.Reason.StartsWith("the directory", StringComparison.Ordinal)
            || DpkgPlaces.Concat(RpmPlaces).Any(place => note.Path.StartsWith(place, StringComparison.Ordinal)));
        return note is null ? null : $"the image is known in part: {note.Path}: {note.Reason}";
    }

    /// <summary>By the configuration, else by most of the packages.</summary>
    private static string? MachineOf(InspectionDocument document)
    {
        var packages = document.Packages.Where(package => package is { Type: "deb" or "rpm", Arch: not (null or "all" or "noarch") }).CountBy(package => package.Arch!);
        return (document.Image.Platform?.Split('/').ElementAtOrDefault(1) ?? packages.OrderByDescending(count => count.Value).Select(count => count.Key).FirstOrDefault()) switch
        {
            "amd64" => "x86_64",
            "arm64" => "aarch64",
            "386" or "i386" => "i686",
            "arm" or "armhf" => "armv7l",
            "ppc64el" => "ppc64le",
            var same => same,
        };
    }

    private static OvalFile FileOf(TreeEntry entry) => new()
    {
        Path = entry.Path,
        Type = entry.Type switch
        {
            "directory" => OvalFileType.Directory,
            "symlink" => OvalFileType.Link,
            "character-device" => OvalFileType.CharacterDevice,
            "block-device" => OvalFileType.BlockDevice,
            "fifo" => OvalFileType.Pipe,
            "socket" => OvalFileType.Socket,
            _ => OvalFileType.Regular,
        },
        // Of a root that no layer mentions, every runtime makes the same.
        Mode = entry.Mode is { } mode ? Convert.ToInt32(mode, 8) : entry.Path == "/" ? 0x1ed : null,
        UserId = entry.Mode is null && entry.Path != "/" ? null : entry.UserId,
        GroupId = entry.Mode is null && entry.Path != "/" ? null : entry.GroupId,
        Size = entry.IsDirectory ? 0 : entry.Size,
        Link = entry.Link,
        Package = entry.Package is { } key ? key[(key.IndexOf(':') + 1)..] : null,
    };
}
