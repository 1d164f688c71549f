using System.IO.Compression;
using Plimsoll.Tests.Architecture;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>Documents that other tools wrote (README.md).</summary>
internal static class Samples
{
    public static byte[] Read(string name)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(SourceTree.Root, "tests/Plimsoll.Tests/Inspection/Sbom/samples.zip"));
        using var entry = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static IReadOnlyList<string> Names()
    {
        using var archive = ZipFile.OpenRead(Path.Combine(SourceTree.Root, "tests/Plimsoll.Tests/Inspection/Sbom/samples.zip"));
        return [.. archive.Entries.Select(entry => entry.Name)];
    }
}
