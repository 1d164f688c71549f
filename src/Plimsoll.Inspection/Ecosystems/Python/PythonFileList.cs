using System.Buffers.Text;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>
/// The files of an installed package: <c>RECORD</c> of a wheel with their SHA-256 (PyPA specifications, "Recording installed projects"), or
/// <c>installed-files.txt</c> of an egg. The package itself is in the metadata beside it.
/// </summary>
internal sealed class PythonFileList : ICataloguer
{
    public const string CataloguerName = "python-files";

    private const int MaxLine = 16 << 10;

    /// <summary>What the lists are called.</summary>
    public static IReadOnlyList<string> Names { get; } = ["RECORD", "installed-files.txt"];

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [.. Names.Select(FileMatch.Named)];

    public bool Accepts(string path)
    {
        var directory = RelativePath.DirectoryOf(path);
        return directory.EndsWith(".dist-info", StringComparison.Ordinal) || directory.EndsWith(".egg-info", StringComparison.Ordinal);
    }

    public void Read(FileContent file, FileReport report)
    {
        var directory = RelativePath.DirectoryOf(file.Path);
        var isRecord = file.Path.EndsWith("/RECORD", StringComparison.Ordinal);
        // A RECORD counts from site-packages, the list of an egg from its own directory.
        var start = isRecord ? RelativePath.DirectoryOf(directory) : directory;
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        Span<byte> digest = stackalloc byte[32];
        while (lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes.TrimEnd("\r"u8));
            if (line.Length == 0) continue;
            var (path, hash) = isRecord ? Split(line) : (line, "");
            if (lines.IsCut || path.Length == 0 || path.Contains('\0')) report.Problem("a line is no path");
            else if (isRecord && !line.Contains(',')) report.Problem("a line is no entry of a RECORD: path, hash, size");
            else if (RelativePath.Resolve(start, path) is not { } resolved) report.Problem($"'{path}' leads out of the root");
            else if (!Own(report, resolved, hash, digest)) return;
        }
    }

    private static bool Own(FileReport report, string path, string hash, Span<byte> digest)
    {
        var hasDigest = hash.StartsWith("sha256=", StringComparison.Ordinal) && IsDigest(hash["sha256=".Length..], digest);
        // The list is rewritten by the installer that adds files to it.
        return hasDigest ? report.TryOwn(path, OwnedFileTraits.None, null, FileDigestKind.Sha256, digest) : report.TryOwn(path);
    }

    private static bool IsDigest(string text, Span<byte> digest) =>
        text.Length is >= 43 and <= 44 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, digest, out var written) && written == 32;

    /// <summary>A line of CSV: path, hash, size. Paths with commas or quotes are quoted.</summary>
    private static (string Path, string Hash) Split(string line)
    {
        var path = new StringBuilder();
        var at = 0;
        if (line[0] == '"')
        {
            for (at = 1; at < line.Length; at++)
            {
                if (line[at] == '"' && (at + 1 == line.Length || line[at + 1] != '"')) break;
                if (line[at] == '"') at++;
                path.Append(line[at]);
            }
            at++;
        }
        var comma = at < line.Length ? line.IndexOf(',', at) : -1;
        if (path.Length == 0) path.Append(comma < 0 ? line : line[..comma]);
        var rest = comma < 0 ? "" : line[(comma + 1)..];
        return (path.ToString(), rest.IndexOf(',') is var end and >= 0 ? rest[..end] : rest);
    }
}
