using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>Files that dpkg put elsewhere because another package has one of the same name (dpkg-divert(1)).</summary>
internal sealed class DpkgDiversions
{
    /// <summary>Name under which the text of the file is kept.</summary>
    public const string Property = "diversions";

    private const string Location = "var/lib/dpkg/diversions";

    private readonly Dictionary<string, (string To, string Package)> _moved = new(StringComparer.Ordinal);

    /// <summary>The diversions of an image.</summary>
    public static DpkgDiversions Of(ImageView image)
    {
        var diversions = new DpkgDiversions();
        if (image.ReportAt(Location, DpkgInfoCataloguer.CataloguerName) is not { Report.Properties: { } properties } || !properties.TryGetValue(Property, out var text)) return diversions;
        // Three lines each: the file, where it is put instead, the package whose own file stays.
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 2 < lines.Length; i += 3) diversions._moved[lines[i].TrimStart('/')] = (lines[i + 1].TrimStart('/'), lines[i + 2]);
        return diversions;
    }

    /// <summary>Where a file of a package really is.</summary>
    public string PlaceOf(string path, string package) => _moved.Count > 0 && _moved.TryGetValue(path, out var moved) && moved.Package != package ? moved.To : path;
}
