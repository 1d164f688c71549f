using System.Text.Json;
using System.Text.Json.Serialization;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Reports;

/// <summary>How many packages of an image have licences of a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Packages">How many packages.</param>
public sealed record LicenceClassCount(LicenceClass Class, int Packages);

/// <summary>A licence that packages of an image have.</summary>
/// <param name="Id">SPDX id with its exception, or a reference.</param>
/// <param name="Name">Its full name; null where SPDX has none.</param>
/// <param name="Class">What it asks for.</param>
/// <param name="Packages">How many packages name it.</param>
/// <param name="IsOsiApproved">The Open Source Initiative approved it.</param>
/// <param name="IsFsfFree">The Free Software Foundation lists it as free.</param>
/// <param name="Obligations">What has to be done, see <see cref="Licences.Obligations"/>.</param>
public sealed record LicenceCount(string Id, string? Name, LicenceClass Class, int Packages, bool IsOsiApproved, bool IsFsfFree, IReadOnlyList<string> Obligations);

/// <summary>The licence of a package.</summary>
/// <param name="Type">Purl type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Licence">SPDX expression, or <c>NOASSERTION</c>.</param>
/// <param name="Class">What it asks for.</param>
/// <param name="Confidence">How sure that is.</param>
/// <param name="Declared">In the words of the package.</param>
/// <param name="Path">Where it was read.</param>
/// <param name="Layer">The layer that brought that file.</param>
/// <param name="Unknown">Words that mean nothing here.</param>
/// <param name="Reason">Why no licence is known.</param>
/// <param name="Purl">Its package URL.</param>
public sealed record LicenceEntry(
    string Type, string Name, string Version, string Licence, LicenceClass Class, Confidence Confidence, string? Declared, string? Path, int? Layer, IReadOnlyList<string>? Unknown, string? Reason, string Purl)
{
    /// <summary>The entry of a package.</summary>
    public static LicenceEntry Of(PackageFacts package) => new(
        package.Type, package.Name, package.Version, package.Licence ?? LicenceExpression.NoAssertion, package.LicenceClass, package.LicenceFrom?.Confidence ?? Confidence.Low,
        package.LicenceDeclared, package.LicenceFrom?.Path, package.LicenceFrom?.Layer, package.LicenceFrom?.Unknown, package.LicenceFrom?.Reason, package.Purl);
}

/// <summary>The licences of an image: what <c>plimsoll licences --format json</c> prints and <c>GET /api/v1/licences</c> answers.</summary>
public sealed record LicenceReport
{
    /// <summary>Whether everything that could hold packages was read; of a partial image there may be more licences.</summary>
    public required Completeness Completeness { get; init; }

    /// <summary>The classes that there are, the mildest first.</summary>
    public required IReadOnlyList<LicenceClassCount> Classes { get; init; }

    /// <summary>The licences that there are, those of most packages first.</summary>
    public required IReadOnlyList<LicenceCount> Licences { get; init; }

    /// <summary>The packages, in the order of the inspection document.</summary>
    public required IReadOnlyList<LicenceEntry> Packages { get; init; }

    /// <summary>Makes the report of an inspection.</summary>
    public static LicenceReport Of(InspectionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new LicenceReport
        {
            Completeness = document.Completeness,
            Classes = [.. document.Packages.CountBy(package => package.LicenceClass).OrderBy(entry => entry.Key).Select(entry => new LicenceClassCount(entry.Key, entry.Value))],
            Licences = [.. document.Packages.SelectMany(LicencesOf).CountBy(id => id).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Count(entry.Key, entry.Value))],
            Packages = [.. document.Packages.Select(LicenceEntry.Of)],
        };
    }

    /// <summary>The licences that a package names, each once.</summary>
    public static IEnumerable<string> LicencesOf(PackageFacts package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (package.Licence is null) return [LicenceExpression.NoAssertion];
        return LicenceParser.TryParse(package.Licence, out var expression, out _) ? expression.Licences().Select(licence => licence.ToString()) : [package.Licence];
    }

    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LicenceJson.Relaxed.LicenceReport);

    private static LicenceCount Count(string id, int packages)
    {
        var isKnown = LicenceParser.TryParse(id, out var expression, out _);
        var plain = isKnown ? ((LicenceExpression.Licence)expression!).Id : id;
        var listed = SpdxList.Find(plain);
        return new LicenceCount(id, listed?.Name, LicenceClasses.Of(id), packages, listed?.IsOsiApproved == true, listed?.IsFsfFree == true, Obligations.Of(plain));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(LicenceReport))]
[JsonSerializable(typeof(IReadOnlyList<CorrespondingSource>))]
internal sealed partial class LicenceJson : JsonSerializerContext
{
    public static LicenceJson Relaxed => field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
