using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>
/// What dpkg keeps beside its database: for each package the files it has (<c>info/*.list</c>) and their MD5 (<c>info/*.md5sums</c>, in distroless
/// images <c>status.d/*.md5sums</c>), and the files that were moved out of the way of others (<c>diversions</c>).
/// </summary>
internal sealed class DpkgInfoCataloguer : ICataloguer
{
    public const string CataloguerName = "dpkg-info";

    /// <summary>Where the lists are, without leading slash.</summary>
    public const string Directory = "var/lib/dpkg/info";

    private const int LongestLine = 8192;
    private const string Info = Directory + "/";

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".list"), FileMatch.Ending(".md5sums"), FileMatch.Named("diversions")];

    public bool Accepts(string path) =>
        path.EndsWith("/dpkg/diversions", StringComparison.Ordinal)
        || path.Contains("/dpkg/info/", StringComparison.Ordinal)
        || (path.Contains("/dpkg/status.d/", StringComparison.Ordinal) && path.EndsWith(".md5sums", StringComparison.Ordinal));

    public void Read(FileContent file, FileReport report)
    {
        if (file.Path.EndsWith("/diversions", StringComparison.Ordinal))
        {
            if (file.ReadAll(1 << 20) is { } text) report.Keep(DpkgDiversions.Property, ForeignText.Decode(text.Span));
            else report.Problem("it is too long to be true and was not read");
            return;
        }
        var hasDigests = file.Path.EndsWith(".md5sums", StringComparison.Ordinal);
        using var content = file.Open();
        using var lines = new LineReader(content, LongestLine);
        Span<byte> digest = stackalloc byte[16];
        while (lines.TryRead(out var line))
        {
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty) continue;
            if (lines.IsCut) report.Problem("a line is too long to be a path");
            else if (!hasDigests && !report.TryOwn(ForeignText.Decode(line))) return;
            else if (hasDigests && !ReadDigest(line, digest)) report.Problem("a line is no MD5 and path");
            else if (hasDigests && !report.TryOwn(ForeignText.Decode(line[34..]), OwnedFileTraits.None, null, FileDigestKind.Md5, digest)) return;
        }
    }

    /// <summary>What these files say of a package. Those of a package that can be there in several architectures have it in their name.</summary>
    public static IEnumerable<(CataloguedFile Report, LayerFacts Layer)> ReportsOf(InstalledPackage package, ImageView image)
    {
        if (package.Location.Contains("/status.d/", StringComparison.Ordinal))
        {
            if (image.ReportAt(package.Location + ".md5sums", CataloguerName) is { } ofFile) yield return ofFile;
            yield break;
        }
        foreach (var ending in (string[])[".list", ".md5sums"])
        {
            var found = image.ReportAt($"{Info}{package.Record.Name}:{package.Record.Arch}{ending}", CataloguerName) ?? image.ReportAt($"{Info}{package.Record.Name}{ending}", CataloguerName);
            if (found is { } report) yield return report;
        }
    }

    /// <summary>The layers that brought and removed the list of a package's files; null while it is there, and where it never was.</summary>
    public static (int BroughtIn, int RemovedIn)? HiddenListOf(InstalledPackage package, ImageView image)
    {
        foreach (var name in (string[])[$"{package.Record.Name}:{package.Record.Arch}", package.Record.Name])
        {
            var path = $"{Info}{name}.list";
            if (image.Root.Find(path) is not null) return null;
            if (image.Root.FindLast(path) is { } last && image.Root.HiddenBy(last.Origin) is var removedIn and >= 0) return (last.Layer, removedIn);
        }
        return null;
    }

    private static bool ReadDigest(ReadOnlySpan<byte> line, Span<byte> digest) =>
        line.Length > 34 && line[32] == ' ' && Convert.FromHexString(line[..32], digest, out _, out var written) == System.Buffers.OperationStatus.Done && written == 16;
}
