using System.Globalization;
using System.Text;

namespace Plimsoll.Inspection.Proof;

/// <summary>A signed list of a Debian repository: which indexes it has, by SHA-256 (Debian wiki, DebianRepository/Format).</summary>
/// <param name="Root">Path of the repository in the mirror; empty or with a slash at its end. Packages are named from there.</param>
/// <param name="Directory">Path of the list's directory; empty or with a slash at its end. Indexes are named from there.</param>
/// <param name="Files">SHA-256 and size by path.</param>
internal sealed record DebianRelease(string Root, string Directory, IReadOnlyDictionary<string, (byte[] Sha256, long Size)> Files)
{
    /// <summary>Reads a list whose signature was checked.</summary>
    public static DebianRelease Read(string path, ReadOnlyMemory<byte> text)
    {
        var directory = path[..(path.LastIndexOf('/') + 1)];
        var dists = ("/" + directory).LastIndexOf("/dists/", StringComparison.Ordinal);
        var files = new Dictionary<string, (byte[], long)>(StringComparer.Ordinal);
        var isIn = false;
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ')
            {
                isIn = line.TrimEnd() == "SHA256:";
                continue;
            }
            var words = isIn ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            if (words is not [{ Length: 64 } hash, var size, var name] || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)) continue;
            if (hash.All(char.IsAsciiHexDigit)) files[name] = (Convert.FromHexString(hash), bytes);
        }
        return new DebianRelease(dists < 0 ? directory : directory[..Math.Max(0, dists)], directory, files);
    }

    /// <summary>The indexes of packages for an architecture, the forms of one together, best first.</summary>
    public IEnumerable<IReadOnlyList<string>> PackagesFor(IReadOnlySet<string> architectures) => Files.Keys
        .Where(path => Form(path) >= 0 && (!path.Contains("binary-", StringComparison.Ordinal) || architectures.Any(architecture => path.Contains($"binary-{architecture}/", StringComparison.Ordinal))))
        .GroupBy(path => path[..(path.LastIndexOf('/') + 1)], StringComparer.Ordinal)
        .Select(forms => (IReadOnlyList<string>)[.. forms.OrderBy(Form)]);

    private static int Form(string path) => Array.IndexOf((string[])["Packages.xz", "Packages.gz", "Packages.zst", "Packages"], path[(path.LastIndexOf('/') + 1)..]);
}
