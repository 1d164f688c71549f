using System.IO.Compression;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>A system that is made up: packages, and files with their text.</summary>
internal sealed class MemorySystem : IOvalSystem
{
    private readonly SortedDictionary<string, OvalFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, string> _links = [];

    public MemorySystem() => Directory("/");

    public IReadOnlyList<OvalPackage>? Dpkg { get; init; }
    public IReadOnlyList<OvalPackage>? Rpm { get; init; }
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
    public string? Machine { get; init; }
    public string? Gap { get; init; }
    public string? Doubt { get; init; }

    /// <summary>Files whose text cannot be had.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>What dpkg says of itself in a file.</summary>
    public static MemorySystem OfStatus(string path)
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress));
        var packages = reader.ReadToEnd().Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(stanza => stanza.Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal)).ToDictionary(line => line.Split(": ")[0], line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]))
            .Select(fields => new OvalPackage(fields["Package"], fields["Version"], fields["Architecture"]));
        return new MemorySystem { Dpkg = [.. packages] };
    }

    public MemorySystem File(string path, string text = "", int mode = 0x1a4, int user = 0, string? package = null)
    {
        Parents(path);
        _files[path] = new OvalFile { Path = path, Type = OvalFileType.Regular, Mode = mode, UserId = user, GroupId = user, Size = text.Length, Package = package };
        _texts[path] = text;
        return this;
    }

    public MemorySystem Directory(string path, int mode = 0x1ed)
    {
        Parents(path);
        _files[path] = new OvalFile { Path = path, Type = OvalFileType.Directory, Mode = mode, UserId = 0, GroupId = 0 };
        return this;
    }

    /// <summary>A link to an absolute path.</summary>
    public MemorySystem Link(string path, string target)
    {
        Parents(path);
        _files[path] = new OvalFile { Path = path, Type = OvalFileType.Link, Mode = 0x1ff, UserId = 0, GroupId = 0, Link = target };
        _links[path] = target;
        return this;
    }

    public OvalFile? Find(string path) => _files.GetValueOrDefault(Real(path, followLast: false));

    public OvalFile? Follow(string path) => _files.GetValueOrDefault(Real(path, followLast: true));

    public IEnumerable<OvalFile> List(string directory)
    {
        var real = Real(directory, followLast: true);
        return _files.Values.Where(file => file.Path != "/" && file.Directory == real);
    }

    public OvalText Read(string path) => Real(path, followLast: true) is var real && !Unreadable.Contains(real) && _texts.TryGetValue(real, out var text) ? new OvalText(text, null) : new OvalText(null, "nobody may read it");

    private string Real(string path, bool followLast)
    {
        var current = "";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            current += "/" + parts[i];
            for (var hops = 0; (i < parts.Length - 1 || followLast) && _links.TryGetValue(current, out var target) && hops < 40; hops++) current = Real(target, followLast: false);
        }
        return current.Length == 0 ? "/" : current;
    }

    private void Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (!_files.ContainsKey(path[..slash])) _files[path[..slash]] = new OvalFile { Path = path[..slash], Type = OvalFileType.Directory, Mode = 0x1ed, UserId = 0, GroupId = 0 };
        }
    }
}
