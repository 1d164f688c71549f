using System.IO.Compression;

namespace Plimsoll.Tests.Vulnerabilities.Versions;

/// <summary>What real package managers say of versions; TestData/README.md has the origin.</summary>
internal static class Vectors
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Vulnerabilities", "Versions", "TestData");

    /// <summary>The types that there are vectors of this kind for.</summary>
    public static IEnumerable<string> Types(string kind) => Directory.EnumerateFiles(Folder, $"*.{kind}.tsv.gz").Select(f => Path.GetFileName(f).Split('.')[0]).Order(StringComparer.Ordinal);

    public static IReadOnlyList<string[]> Read(string type, string kind)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, $"{type}.{kind}.tsv.gz")), CompressionMode.Decompress));
        var rows = new List<string[]>();
        while (file.ReadLine() is { } line) rows.Add(line.Split('\t'));
        return rows;
    }
}
