using System.IO.Compression;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>Gives single files to cataloguers.</summary>
internal static class Catalogue
{
    /// <summary>What a cataloguer reads from a file that is in memory.</summary>
    public static (CataloguedFile Report, FileIndex Files, OwnedFiles Owned) Read(ICataloguer cataloguer, string path, byte[] content) =>
        Read(cataloguer, new FileContent(Header(path, content.Length), content));

    /// <summary>What a cataloguer reads from a file that was put aside in a temporary one.</summary>
    public static (CataloguedFile Report, FileIndex Files, OwnedFiles Owned) ReadSpooled(ICataloguer cataloguer, string path, byte[] content)
    {
        using var spool = new ContentSpool();
        spool.Begin(content.Length);
        foreach (var chunk in content.Chunk(1 << 20)) spool.Add(chunk);
        return Read(cataloguer, spool.Content(Header(path, content.Length)));
    }

    /// <summary>A file of the test data, unpacked.</summary>
    public static byte[] TestData(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Inspection", "Ecosystems", "TestData", name));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        unpacked.CopyTo(content);
        return content.ToArray();
    }

    private static FileHeader Header(string path, long size) => new(path, FileType.File, 0x1a4, size);

    private static (CataloguedFile Report, FileIndex Files, OwnedFiles Owned) Read(ICataloguer cataloguer, FileContent content)
    {
        var (files, owned) = (new FileIndex(), new OwnedFiles());
        var report = new FileReport(files.Add(content.Header), cataloguer.Name, files, owned, new KeptRoom(LayerLimits.Default.MaxKeptCharacters));
        cataloguer.Read(content, report);
        return (report.Build(), files, owned);
    }
}
