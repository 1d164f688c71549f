using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Names;

namespace Plimsoll.Inspection.Licences.Debian;

/// <summary>What a statement says, and of which files of the source.</summary>
internal sealed record StatedLicence(LicenceReading Reading, string Files);

/// <summary>The copyright file of a Debian package. Where an upper layer removed it, the one that was there last counts: the licence did not go with it.</summary>
internal sealed class CopyrightOf
{
    private readonly CataloguedFile _report;

    private CopyrightOf(CataloguedFile report, LicenceFile file) => (_report, File) = (report, file);

    /// <summary>The file.</summary>
    public LicenceFile File { get; }

    /// <summary>Whether it is machine-readable.</summary>
    public bool IsForm => _report.Properties?.ContainsKey(CopyrightCataloguer.Form) == true;

    /// <summary>The short names in it as one statement; null for a text.</summary>
    public string? Declared => !IsForm ? null : string.Join(" and ", Statements.Select(statement => statement.Licence).Where(name => name.Length > 0).Select(name => name.Contains(' ') ? $"({name})" : name)) is { Length: > 0 } all ? all : null;

    private IEnumerable<LicenceStatement> Statements => (_report.Licences ?? []).Where(statement => statement.Files is not null);

    /// <summary>The file of a package; null for packages that are not Debian's, and where it never was.</summary>
    public static CopyrightOf? Package(InstalledPackage package, ImageView image)
    {
        if (package is not { IsOfSystem: true, Record.Type: "deb" }) return null;
        var path = $"usr/share/doc/{package.Record.Name}/copyright";
        if ((image.Root.Find(path) ?? image.Root.FindLast(path)) is not { } file || image.ReportAt(file.Content, CopyrightCataloguer.CataloguerName) is not { } report) return null;
        return new CopyrightOf(report, new LicenceFile("/" + (image.Root.PlaceOf(file.Content) ?? file).Path, file.Content.Layer));
    }

    /// <summary>What each statement says, with the patterns of its files.</summary>
    public IReadOnlyList<StatedLicence> Readings()
    {
        if (!IsForm) return [.. (_report.Licences ?? []).Select(text => new StatedLicence(OfRecognised(text), "*"))];
        var texts = (_report.Licences ?? []).Where(statement => statement.Files is null).ToDictionary(statement => statement.Licence, OfRecognised, StringComparer.OrdinalIgnoreCase);
        return [.. Statements.Select(statement => new StatedLicence(LicenceNames.Read(statement.Licence, CopyrightCataloguer.Family, texts), statement.Files!))];
    }

    private static LicenceReading OfRecognised(LicenceStatement text) =>
        text.Recognised is { } recognised && LicenceParser.TryParse(recognised, out var expression, out _) ? new LicenceReading { Expression = expression, Confidence = text.Confidence ?? Confidence.Low } : LicenceReading.Nothing;
}
