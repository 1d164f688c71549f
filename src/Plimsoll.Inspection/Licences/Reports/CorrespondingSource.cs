using System.Text.Json;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Inspection.Licences.Reports;

/// <summary>
/// A source package whose source has to be offered with an image, because packages made of it have a copyleft licence. Packages that an upper layer removed are among them: their bytes are shipped
/// all the same.
/// </summary>
/// <param name="Type">Purl type of its packages.</param>
/// <param name="Name">Name of the source package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Class">The strictest class of its packages.</param>
/// <param name="Licences">Their copyleft licences.</param>
/// <param name="Packages">The packages of the image that were made of it.</param>
/// <param name="From">How it can be had: a command of the package manager, or the address that the package names.</param>
/// <param name="IsRemoved">True when none of its packages is installed in the end.</param>
public sealed record CorrespondingSource(
    string Type, string Name, string Version, LicenceClass Class, IReadOnlyList<string> Licences, IReadOnlyList<string> Packages, string? From, bool IsRemoved)
{
    private static readonly string[] Addresses = ["repository", "vcs", "vcs_url", "source", "url", "homepage"];

    /// <summary>The list for an image, in order of type and name.</summary>
    public static IReadOnlyList<CorrespondingSource> Of(InspectionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return
        [
            .. document.Packages.Select(package => (Package: package, IsRemoved: false)).Concat((document.Removed ?? []).Select(package => (Package: package, IsRemoved: true)))
                .Where(entry => IsCopyleft(entry.Package.LicenceClass))
                .GroupBy(entry => (entry.Package.Type, Name: entry.Package.Source ?? entry.Package.Name, Version: entry.Package.SourceVersion ?? entry.Package.Version))
                .OrderBy(group => group.Key.Type, StringComparer.Ordinal).ThenBy(group => group.Key.Name, StringComparer.Ordinal).ThenBy(group => group.Key.Version, StringComparer.Ordinal)
                .Select(group => Of(group.Key, [.. group.Select(entry => entry.Package)], group.All(entry => entry.IsRemoved))),
        ];
    }

    /// <summary>A list as indented JSON.</summary>
    public static string ToJson(IReadOnlyList<CorrespondingSource> sources) => JsonSerializer.Serialize(sources, LicenceJson.Relaxed.IReadOnlyListCorrespondingSource);

    private static CorrespondingSource Of((string Type, string Name, string Version) key, List<PackageFacts> packages, bool isRemoved) => new(
        key.Type, key.Name, key.Version, packages.Max(package => package.LicenceClass),
        [.. packages.SelectMany(CopyleftOf).Distinct(StringComparer.Ordinal)],
        [.. packages.Select(package => package.Name).Distinct(StringComparer.Ordinal)],
        FromOf(key.Type, key.Name, key.Version, packages[0]), isRemoved);

    private static bool IsCopyleft(LicenceClass licences) => licences is LicenceClass.WeakCopyleft or LicenceClass.StrongCopyleft or LicenceClass.NetworkCopyleft;

    private static IEnumerable<string> CopyleftOf(PackageFacts package) =>
        LicenceParser.TryParse(package.Licence ?? "", out var expression, out _)
            ? Obligations.Followed(expression).Where(licence => IsCopyleft(LicenceClasses.Of(licence))).Select(licence => licence.ToString())
            : [];

    private static string? FromOf(string type, string name, string version, PackageFacts package)
    {
        var address = Addresses.Select(key => package.Properties?.GetValueOrDefault(key)).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return type switch
        {
            "deb" => $"apt-get source {name}={version}",
            "rpm" => $"dnf download --source {name}",
            "apk" when package.Properties?.GetValueOrDefault("commit") is { } commit => $"{name} in aports at commit {commit}",
            _ => address,
        };
    }
}
