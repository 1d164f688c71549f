using System.Diagnostics;
using System.Formats.Tar;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>
/// A real Debian image of two layers: a minimal system made by mmdebstrap, and what changes when packages are added to it. The systems are kept in
/// <c>.tools/</c>, because making one takes most of a minute.
/// </summary>
public sealed class DebianImage : IDisposable
{
    private const string Added = "hello,libxml2,ca-certificates";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Makes the image in a layout, under the tag 1, and once more without zstd, which Docker's formats do not have.</summary>
    public DebianImage()
    {
        var store = Path.Combine(Repository(), ".tools", "debian");
        Directory.CreateDirectory(store);
        Base = Bootstrap(Path.Combine(store, "base.tar"));
        Full = Bootstrap(Path.Combine(store, "full.tar"), "--include=" + Added);
        var upper = Path.Combine(_directory.Path, "upper.tar");
        WriteDifference(upper);
        var layout = new LayoutBuilder(Layout);
        var (lower, added) = (File.ReadAllBytes(Base), File.ReadAllBytes(upper));
        var lowerLayer = layout.Layer(lower, Tool.Run("pigz", ["-1", "-c"], lower), "+gzip");
        layout.Tag("1", layout.Manifest([lowerLayer, layout.Layer(added, Packed.Zstd(added), "+zstd")]))
            .Tag("without-zstd", layout.Manifest([lowerLayer, layout.Layer(added, Packed.Gzip(added), "+gzip")])).Write();
        Unpacked = Path.Combine(_directory.Path, "root");
        Directory.CreateDirectory(Unpacked);
        Tool.Run("tar", ["-x", "--no-same-owner", "--exclude=./dev/*", "-f", Full, "-C", Unpacked]);
    }

    /// <summary>The minimal system, a tar.</summary>
    public string Base { get; }

    /// <summary>The system with the packages added, a tar.</summary>
    public string Full { get; }

    /// <summary>The image, an OCI layout.</summary>
    public string Layout => Path.Combine(_directory.Path, "layout");

    /// <summary>The system with the packages added, unpacked.</summary>
    public string Unpacked { get; }

    /// <summary>The packages of a system by dpkg-query.</summary>
    public string[] Packages(string system)
    {
        var admin = Directory.CreateDirectory(Path.Combine(_directory.Path, Path.GetFileName(system) + ".dpkg")).FullName;
        Tool.Run("tar", ["-x", "--no-same-owner", "--strip-components=4", "-f", system, "-C", admin, "./var/lib/dpkg"]);
        return Tool.Lines("dpkg-query", "--admindir", admin, "-W", "-f", "${Package} ${Version} ${Architecture}\n");
    }

    /// <summary>A path for a file of a test.</summary>
    public string NewPath(string name) => Path.Combine(_directory.Path, name);

    public void Dispose() => _directory.Dispose();

    /// <summary>Makes a minimal system in a tar, unless it is there already.</summary>
    internal static string Bootstrap(string path, params string[] options)
    {
        if (File.Exists(path)) return path;
        var suite = Tool.Lines("sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME").Single();
        var mirror = Tool.Lines("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages").First(site => !site.Contains("security") && site.Contains("debian"));
        var part = $"{path}.{Environment.ProcessId}";
        Tool.Run("mmdebstrap", ["--quiet", "--variant=minbase", "--format=tar", .. options, suite, part, mirror]);
        File.Move(part, path, overwrite: true);
        return path;
    }

    /// <summary>What the full system has and the base has not, by the fields of the entries.</summary>
    private void WriteDifference(string path)
    {
        using var baseFile = File.OpenRead(Base);
        using var fullFile = File.OpenRead(Full);
        using var output = File.Create(path);
        using var baseTar = new TarReader(baseFile);
        using var fullTar = new TarReader(fullFile);
        using var difference = new TarWriter(output);
        var known = new HashSet<(string, TarEntryType, long, DateTimeOffset, string)>();
        while (baseTar.GetNextEntry() is { } entry) known.Add(Fields(entry));
        while (fullTar.GetNextEntry() is { } entry)
        {
            if (!known.Contains(Fields(entry))) difference.WriteEntry(entry);
        }
    }

    private static (string, TarEntryType, long, DateTimeOffset, string) Fields(TarEntry entry) => (entry.Name, entry.EntryType, entry.Length, entry.ModificationTime, entry.LinkName);

    /// <summary>The folder of the solution: the tests run from artifacts/bin below it.</summary>
    public static string Repository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Plimsoll.slnx"))) return directory.FullName;
        }
        throw new UnreachableException("the tests do not run from the folder of the solution");
    }
}
