using Plimsoll.Inspection.Archives;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>
/// Installed Python packages: wheels (<c>*.dist-info/METADATA</c>) and eggs, which are a directory, a single file or a zip archive. A wheel that was
/// not installed only lies there, so its package is declared.
/// </summary>
internal sealed class PythonCataloguer : ICataloguer
{
    /// <summary>Where eggs lie that Python imports; others are the input of tests.</summary>
    private static readonly string[] Importable = ["site-packages", "dist-packages", "eggs"];

    public string Name => "python";

    public IReadOnlyList<FileMatch> Matches { get; } =
        [FileMatch.Named("METADATA"), FileMatch.Named("PKG-INFO"), FileMatch.Ending(".egg-info"), FileMatch.Ending(".egg"), FileMatch.Ending(".whl")];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path)
    {
        var name = RelativePath.NameOf(path);
        var directory = RelativePath.DirectoryOf(path);
        // What pip moved away while it worked, and forgot.
        if (RelativePath.NameOf(directory).StartsWith('~')) return false;
        if (name.EndsWith(".egg", StringComparison.Ordinal)) return Importable.Contains(RelativePath.NameOf(directory));
        if (name is not ("METADATA" or "PKG-INFO")) return true;
        return name == "METADATA"
            ? directory.EndsWith(".dist-info", StringComparison.Ordinal)
            : directory.EndsWith(".egg-info", StringComparison.Ordinal) || RelativePath.NameOf(directory) == "EGG-INFO";
    }

    public void Read(FileContent file, FileReport report)
    {
        var isWheel = file.Path.EndsWith(".whl", StringComparison.Ordinal);
        if (isWheel || file.Path.EndsWith(".egg", StringComparison.Ordinal)) ReadArchive(file, report, isWheel);
        else Add(file, "it", IsInCache(file.Path), report);
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners)
    {
        var directory = RelativePath.DirectoryOf(package.Location);
        foreach (var list in PythonFileList.Names)
        {
            if (image.ReportAt($"{directory}/{list}", PythonFileList.CataloguerName) is not var (report, layer)) continue;
            owners.Claim(package, report, layer, -1);
            return;
        }
    }

    /// <summary>uv keeps what it installed before, unpacked, in <c>~/.cache/uv/archive-v0</c>: nothing imports it from there.</summary>
    private static bool? IsInCache(string path) => path.Contains("/.cache/", StringComparison.Ordinal) && !path.Contains("/site-packages/", StringComparison.Ordinal);

    private static void ReadArchive(FileContent file, FileReport report, bool isWheel) =>
        new NestedArchive(ArchiveLimits.Default, report.Problem).Walk(
            file, _ => false, name => isWheel ? name.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) && name.IndexOf('/') == name.LastIndexOf('/') : name == "EGG-INFO/PKG-INFO",
            (place, entry) =>
            {
                if (entry is not null) Add(entry, $"'{place.Entry}'", isWheel, report);
            });

    private static void Add(FileContent metadata, string what, bool? declared, FileReport report)
    {
        using var content = metadata.Open();
        if (PythonMetadata.Read(content, what, report) is { } package)
            report.TryAdd(package with { Declared = declared == true ? true : null }, null, PythonName.Normalize(package.Name));
    }
}
