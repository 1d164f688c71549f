using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Ecosystems.Java;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Licences.Debian;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Names;
using Plimsoll.Inspection.Licences.Texts;

namespace Plimsoll.Inspection.Licences;

/// <summary>
/// The licence of one package of an image: what its metadata say, in whatever words; for Debian's packages what their copyright file says; and where neither tells, what the texts beside it
/// were recognised as.
/// </summary>
internal sealed record PackageLicence
{
    /// <summary>The expression; null when nothing tells.</summary>
    public LicenceExpression? Expression { get; private init; }

    /// <summary>What it asks for.</summary>
    public LicenceClass Class => Expression is null ? LicenceClass.Unknown : LicenceClasses.Of(Expression);

    /// <summary>The words of the package.</summary>
    public string? Declared { get; private init; }

    /// <summary>Where they were read.</summary>
    public required LicenceOrigin Origin { get; init; }

    /// <summary>The licences of parts.</summary>
    public IReadOnlyList<LicencePart>? Parts { get; private init; }

    /// <summary>Texts and notices.</summary>
    public IReadOnlyList<LicenceFile>? Files { get; private init; }

    /// <summary>Works it out.</summary>
    public static PackageLicence Of(InstalledPackage package, ImageView image)
    {
        if (CopyrightOf.Package(package, image) is { } copyright) return OfStatements(copyright);
        var declared = package.Cataloguer.LicenceOf(package, image);
        var beside = package.Record.Declared == true ? [] : LicenceFilesOf.Package(package, image);
        var files = beside.Count == 0 ? null : beside.Select(file => file.File).ToList();
        if (declared is not null && LicenceNames.IsText(declared)) return OfText(declared, package) with { Files = files };
        var reading = LicenceNames.Read(declared, LicenceFamily.Of(package.Record.Type));
        if (reading.Expression is not null && package.Record.Properties?.GetValueOrDefault(JavaCataloguer.LicenceFileProperty) is { } inside) return OfTextInside(inside, reading.Expression, package) with { Files = files };
        if (reading.Expression is not null)
            return new PackageLicence { Expression = reading.Expression, Declared = declared, Origin = OriginOf(reading, "/" + package.Location, package.Place.Layer), Files = files };
        return OfFiles(reading.File, beside, package) with { Declared = declared, Files = files };
    }

    /// <summary>All statements of a copyright file together.</summary>
    private static PackageLicence OfStatements(CopyrightOf copyright)
    {
        var readings = copyright.Readings();
        var stated = readings.Where(reading => reading.Reading.Expression is not null).ToList();
        var origin = OriginOf(
            new LicenceReading
            {
                Mapped = [.. stated.SelectMany(reading => reading.Reading.Mapped).DistinctBy(entry => entry.Words)],
                Unknown = [.. stated.SelectMany(reading => reading.Reading.Unknown).Distinct()],
                Confidence = stated.Count == 0 ? Confidence.Low : stated.Min(reading => reading.Reading.Confidence),
            },
            copyright.File.Path,
            copyright.File.Layer);
        return new PackageLicence
        {
            Expression = stated.Count == 0 ? null : LicenceExpression.AllOf(stated.Select(reading => reading.Reading.Expression!)),
            Declared = copyright.Declared,
            Origin = origin with { Method = copyright.IsForm ? LicenceMethod.CopyrightFile : LicenceMethod.Text, Reason = stated.Count == 0 ? "the copyright file has no licence that is known" : null },
            Parts = stated.Count > 1 ? [.. stated.Select(reading => new LicencePart(reading.Reading.Expression!.ToString(), reading.Files))] : null,
            Files = [copyright.File],
        };
    }

    private static PackageLicence OfText(string text, InstalledPackage package)
    {
        var read = LicenceTextReader.Read(System.Text.Encoding.UTF8.GetBytes(text));
        return new PackageLicence
        {
            Expression = read.Expression,
            Declared = text.Length <= 200 ? text : text[..200] + "…",
            Origin = new LicenceOrigin
            {
                Method = LicenceMethod.Text,
                Path = "/" + package.Location,
                Layer = package.Place.Layer,
                Confidence = read.Confidence,
                Reason = read.Expression is null ? "the metadata have a text instead of a name, and it was not recognised" : null,
            },
        };
    }

    /// <summary>A text in the archive that the package is; it was recognised when the archive was read.</summary>
    private static PackageLicence OfTextInside(string entry, LicenceExpression expression, InstalledPackage package) => new()
    {
        Expression = expression,
        Origin = new LicenceOrigin
        {
            Method = LicenceMethod.Text,
            Path = $"/{package.Location}{(package.Record.Inner is { } inner ? "!/" + inner : "")}!/{entry}",
            Layer = package.Place.Layer,
            Confidence = Confidence.Medium,
        },
    };

    private static PackageLicence OfFiles(string? named, IReadOnlyList<FoundLicenceFile> beside, InstalledPackage package)
    {
        var wanted = named is { Length: > 0 } && beside.Any(file => file.IsNamed(named)) ? beside.Where(file => file.IsNamed(named)) : beside;
        var recognised = wanted.Where(file => file.Expression is not null).ToList();
        if (recognised.Count == 0)
        {
            var reason = package is { IsOfSystem: true, Record.Type: "deb" } ? "there is no copyright file" : beside.Count > 0 ? "the metadata name no licence, and the texts beside them were not recognised" : named is null ? "the metadata name no licence" : "the metadata refer to a file that is not there";
            return new PackageLicence { Origin = new LicenceOrigin { Method = LicenceMethod.None, Path = "/" + package.Location, Layer = package.Place.Layer, Confidence = Confidence.Low, Reason = reason } };
        }
        return new PackageLicence
        {
            Expression = LicenceExpression.AllOf(recognised.Select(file => file.Expression!)),
            Origin = new LicenceOrigin { Method = LicenceMethod.Text, Path = recognised[0].File.Path, Layer = recognised[0].File.Layer, Confidence = recognised.Min(file => file.Confidence) },
        };
    }

    private static LicenceOrigin OriginOf(LicenceReading reading, string path, int layer) => new()
    {
        Method = LicenceMethod.Metadata,
        Path = path,
        Layer = layer,
        Confidence = reading.Confidence,
        Mapped = reading.Mapped.Count == 0 ? null : new SortedList<string, string>(reading.Mapped.ToDictionary(entry => entry.Words, entry => entry.Licence), StringComparer.Ordinal),
        Unknown = reading.Unknown.Count == 0 ? null : reading.Unknown,
    };
}
