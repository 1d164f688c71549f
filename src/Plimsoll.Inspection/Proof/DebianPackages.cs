using System.Text;

namespace Plimsoll.Inspection.Proof;

/// <summary>A package in an index.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Arch">Its architecture.</param>
/// <param name="Path">Where its file is, from the root of the repository.</param>
/// <param name="Sha256">SHA-256 of that file.</param>
internal sealed record DebianPackage(string Name, string Version, string Arch, string Path, byte[] Sha256);

/// <summary>Reads an index of packages: paragraphs of fields.</summary>
internal static class DebianPackages
{
    private const int LongestLine = 16 << 10;

    private static readonly string[] Wanted = ["Package", "Version", "Architecture", "Filename", "SHA256"];

    /// <summary>Reads the packages; what is incomplete is passed over.</summary>
    public static IEnumerable<DebianPackage> Read(Stream content)
    {
        using var lines = new LineReader(content, LongestLine);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (TryRead(lines, out var line))
        {
            if (line.Length == 0)
            {
                if (Package(fields) is { } package) yield return package;
                fields.Clear();
            }
            else if (line.IndexOf(':') is > 0 and var colon && Array.IndexOf(Wanted, line[..colon]) >= 0)
            {
                fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }
        if (Package(fields) is { } last) yield return last;
    }

    private static bool TryRead(LineReader lines, out string line)
    {
        var goesOn = lines.TryRead(out var bytes);
        line = goesOn ? Encoding.UTF8.GetString(bytes.TrimEnd((byte)'\r')) : "";
        return goesOn;
    }

    private static DebianPackage? Package(Dictionary<string, string> fields) =>
        fields.Count == Wanted.Length && fields["SHA256"] is { Length: 64 } hash && hash.All(char.IsAsciiHexDigit)
            ? new DebianPackage(fields["Package"], fields["Version"], fields["Architecture"], fields["Filename"], Convert.FromHexString(hash)) : null;
}
