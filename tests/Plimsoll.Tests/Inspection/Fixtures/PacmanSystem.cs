using System.Formats.Tar;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>The root into which pacman installed two packages.</summary>
internal static class PacmanSystem
{
    /// <summary>The root as a layer.</summary>
    public static byte[] Layer { get; } = Catalogue.TestData("pacman.tar.gz");

    /// <summary>Its regular files.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = Read();

    private static Dictionary<string, byte[]> Read()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new TarReader(new MemoryStream(Layer));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType != TarEntryType.RegularFile) continue;
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files.Add(entry.Name, content.ToArray());
        }
        return files;
    }
}
