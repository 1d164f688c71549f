using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers;

namespace Plimsoll.Tests.Inspection.Ecosystems;

/// <summary>Reads single files as if they were in a layer, by the cataloguers that want them.</summary>
internal static class Reading
{
    public static CataloguedFile Of(string path, string content) => Of(path, Encoding.UTF8.GetBytes(content));

    /// <summary>What the one cataloguer that wants the file and says something of it says; an empty report where none does.</summary>
    public static CataloguedFile Of(string path, byte[] content)
    {
        var reports = All(path, content).Where(report => report.Packages.Count + report.Problems.Count + report.OwnedCount > 0).ToList();
        reports.Count.ShouldBeLessThanOrEqualTo(1, string.Join(", ", reports.Select(report => report.Cataloguer)));
        return reports.FirstOrDefault() ?? new CataloguedFile { File = 0, Cataloguer = "" };
    }

    /// <summary>What each cataloguer that wants the file says of it. Whatever that is, it can be stored and every package has a package URL.</summary>
    public static List<CataloguedFile> All(string path, byte[] content)
    {
        var wanting = new List<ICataloguer>();
        KnownCataloguers.All.Find(path, content, wanting);
        return wanting.ConvertAll(cataloguer => By(cataloguer, path, content).Report);
    }

    /// <summary>What a cataloguer says of a file, and the files that it says somebody owns.</summary>
    public static (CataloguedFile Report, List<(string Path, string Digest)> Owned) By(ICataloguer cataloguer, string path, byte[] content)
    {
        var (files, owned) = (new FileIndex(), new OwnedFiles());
        var header = new FileHeader(path, FileType.File, 0x1a4, content.Length);
        var report = new FileReport(files.Add(header), cataloguer.Name, files, owned, new KeptRoom(LayerLimits.Default.MaxKeptCharacters));
        cataloguer.Read(new FileContent(header, content), report);
        var built = report.Build();
        foreach (var package in built.Packages.Where(package => package.Purl is not null))
        {
            Purl.Parse(package.Purl!).ToString().ShouldBe(package.Purl);
            package.Name.ShouldNotBeEmpty();
        }
        return (built, [.. Enumerable.Range(0, owned.Count).Select(i => (files.Paths.PathOf(owned[i].Path), Convert.ToHexStringLower(owned[i].Digest.Span)))]);
    }

    /// <summary>The packages, one a line: <c>purl</c>, and what is special about them.</summary>
    public static IEnumerable<string> Lines(this CataloguedFile report) => report.Packages.Select(package =>
        $"{package.Purl}{(package.Main == true ? " main" : "")}{(package.Declared == true ? " declared" : "")}{(package.Confidence is { } confidence ? $" {confidence}" : "")}"
        + $"{(package.Inner is null ? "" : " in " + package.Inner)}{(package.Licence is null ? "" : " (" + package.Licence + ")")}");
}
