using System.IO.Compression;
using System.Text;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Makes zip archives.</summary>
internal static class ZipBytes
{
    public static byte[] Of(params (string Name, string Content)[] entries) => Of([.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Content)))]);

    public static byte[] Of(params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                // Spring Boot stores the archives inside as they are.
                using var entry = zip.CreateEntry(name, name.EndsWith(".jar", StringComparison.Ordinal) ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }
}
