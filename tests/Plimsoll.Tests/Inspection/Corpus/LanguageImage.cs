using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Corpus;

/// <summary>
/// A Debian system with packages of Python and Java, those of Debian and the same ones once more as pip and Maven would have left them. What is in it is told by dpkg, by the metadata of the wheels and by the
/// coordinates in the archives. Kept in <c>.tools/</c>.
/// </summary>
public sealed partial class LanguageImage : IDisposable
{
    /// <summary>Where pip installs.</summary>
    public const string Site = "usr/local/lib/python3/site-packages/";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<CorpusPackage> _owned = [];
    private readonly List<CorpusPackage> _own = [];

    public LanguageImage()
    {
        var store = Directory.CreateDirectory(Path.Combine(DebianImage.Repository(), ".tools", "debian")).FullName;
        System = DebianImage.Bootstrap(Path.Combine(store, "languages-1.tar"), "--include=python3-yaml,python3-requests,python3-pip-whl,python3-setuptools-whl,libcommons-lang3-java,libcommons-io-java,libslf4j-java");
        var (upper, jars) = (new TarBytes(), new List<(string Name, byte[] Content)>());
        using (var tar = new TarReader(File.OpenRead(System)))
        {
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry is not { EntryType: TarEntryType.RegularFile, DataStream: { } data }) continue;
                var name = entry.Name.TrimStart('.', '/');
                if (Metadata().IsMatch(name)) _owned.Add(Python(Encoding.UTF8.GetString(Bytes(data)), 0));
                else if (name.StartsWith("usr/share/python-wheels/", StringComparison.Ordinal)) Install(Bytes(data), upper);
                else if (name.StartsWith("usr/share/java/", StringComparison.Ordinal) && name.EndsWith(".jar", StringComparison.Ordinal)) jars.Add((Path.GetFileName(name), Bytes(data)));
            }
        }
        foreach (var (name, content) in jars) Add(content, name);
        upper.File("app/shop.jar", ZipBytes.Of([.. jars.Select(jar => ("BOOT-INF/lib/" + jar.Name, jar.Content))]));
        var layout = new LayoutBuilder(Layout);
        var (system, changed) = (File.ReadAllBytes(System), upper.End());
        layout.Tag("1", layout.Manifest([layout.Layer(system), layout.Layer(changed, Packed.Gzip(changed), "+gzip"), layout.Layer(Altered, Packed.Zstd(Altered), "+zstd")])).Write();
    }

    /// <summary>The system, a tar.</summary>
    public string System { get; }

    /// <summary>The image, an OCI layout with the tag 1.</summary>
    public string Layout => _directory.Path;

    /// <summary>Packages of Python that Debian has packaged.</summary>
    internal IReadOnlyList<CorpusPackage> OfDebian => _owned;

    /// <summary>Packages that came otherwise, in layer 1.</summary>
    internal IReadOnlyList<CorpusPackage> Own => _own;

    private static byte[] Altered => new TarBytes().File(Site + "pip/__init__.py", "import evil\n").End();

    public void Dispose() => _directory.Dispose();

    private static CorpusPackage Python(string metadata, int layer) =>
        CorpusPackage.Of("pypi", Regex.Match(metadata, "(?m)^Name: *(.+?)\\s*$").Groups[1].Value, Regex.Match(metadata, "(?m)^Version: *(.+?)\\s*$").Groups[1].Value, null, layer);

    private static byte[] Bytes(Stream data)
    {
        using var bytes = new MemoryStream();
        data.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void Install(byte[] wheel, TarBytes upper)
    {
        using var zip = new ZipArchive(new MemoryStream(wheel));
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            using var data = entry.Open();
            var content = Bytes(data);
            upper.File(Site + entry.FullName, content);
            if (entry.FullName.EndsWith(".dist-info/METADATA", StringComparison.Ordinal)) _own.Add(Python(Encoding.UTF8.GetString(content), 1));
        }
    }

    /// <summary>The coordinates in an archive; without any, the name of the file and the version of the manifest.</summary>
    private void Add(byte[] jar, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(jar));
        var poms = zip.Entries.Where(entry => entry.FullName.EndsWith("/pom.properties", StringComparison.Ordinal)).Select(Text).ToList();
        foreach (var pom in poms) _own.Add(CorpusPackage.Of("maven", $"{Value(pom, "groupId=")}:{Value(pom, "artifactId=")}", Value(pom, "version="), null, 1));
        if (poms.Count > 0) return;
        var (file, manifest) = (Regex.Match(name, "^(.+?)(?:-(\\d.*))?\\.jar$"), Text(zip.GetEntry("META-INF/MANIFEST.MF")!));
        var version = Regex.Match(manifest, "(?m)^(?:Bundle|Implementation)-Version: *(.+?)\\s*$") is { Success: true } found ? found.Groups[1].Value : file.Groups[2].Value;
        if (version.Length > 0) _own.Add(CorpusPackage.Of("maven", file.Groups[1].Value, version, null, 1));
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    private static string Value(string pom, string name) => Regex.Match(pom, $"(?m)^{name}(.+?)\\s*$").Groups[1].Value;

    [GeneratedRegex(@"^usr/lib/python3/dist-packages/[^/]+\.(?:dist-info/METADATA|egg-info/PKG-INFO|egg-info)$")]
    private static partial Regex Metadata();
}
