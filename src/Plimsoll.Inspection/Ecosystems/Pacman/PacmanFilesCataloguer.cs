using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Layers.Compression;

namespace Plimsoll.Inspection.Ecosystems.Pacman;

/// <summary>What pacman keeps beside the description of a package: <c>files</c> with the files it has and which of them are configuration, and <c>mtree</c> with their SHA-256 and modes.</summary>
internal sealed class PacmanFilesCataloguer : ICataloguer
{
    public const string CataloguerName = "pacman-files";

    /// <summary>Bytes of an mtree unpacked. That of the kernel headers has 5 MB.</summary>
    private const long MostUnpacked = 256 << 20;

    /// <summary>The files, in the order in which they are put together.</summary>
    public static readonly string[] FileNames = ["files", "mtree"];

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [.. FileNames.Select(FileMatch.Named)];

    public bool Accepts(string path) => PacmanPlace.IsOfPackage(path);

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        if (file.Path.EndsWith("/mtree", StringComparison.Ordinal)) ReadTree(content, report);
        else PacmanDescription.ReadLines(content, (section, line) => Own(section, line, report), () => report.Problem("a line is too long to be a path"));
    }

    private static bool Own(string section, string line, FileReport report)
    {
        if (section == PacmanDescription.NoSection) report.Problem("it is no list of files: what follows an empty line is the name of no section");
        if (section == "FILES") return report.TryOwn(line.TrimEnd('/'));
        // The digest here is the MD5 of the file as it was installed; mtree has a better one.
        return section != "BACKUP" || report.TryOwn(line.Split('\t')[0], OwnedFileTraits.Configuration);
    }

    private static void ReadTree(Stream content, FileReport report)
    {
        try
        {
            using var unpacked = new FramedStream(content, new GzipDecoder());
            using var capped = new CappedStream(unpacked, MostUnpacked);
            MtreeReader.Read(capped, report);
            if (unpacked.HasTrailingBytes) report.Problem("it is not, or not only, gzip data");
        }
        catch (InvalidDataException e)
        {
            report.Problem($"it could not be unpacked: {e.Message}");
        }
    }
}
