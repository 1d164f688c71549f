using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom.Reading;

namespace Plimsoll.Inspection.Sbom.Comparing;

/// <summary>
/// What two tools must agree on to mean the same package. Package URLs of the same package differ: one has the distribution in the namespace and another one not, the epoch stands
/// in the version or in a qualifier, versions of Go have a <c>v</c> or none.
/// </summary>
/// <param name="Type">Type of the package URL; empty where none is known.</param>
/// <param name="Name">Name with its namespace, lower case.</param>
internal readonly record struct PackageIdentity(string Type, string Name)
{
    /// <summary>Reads what a document names; the identity has no type when no package URL says it.</summary>
    public static (PackageIdentity Identity, string? Version) Of(NamedPackage named) =>
        Purl.TryParse(named.Purl, out var purl) ? Of(purl, named.Version) : (new PackageIdentity("", named.Name.ToLowerInvariant()), named.Version);

    /// <summary>Reads what was found.</summary>
    public static (PackageIdentity Identity, string? Version) Of(PackageFacts package) =>
        Purl.TryParse(package.Purl, out var purl) ? Of(purl, package.Version) : (new PackageIdentity(package.Type, package.Name.ToLowerInvariant()), package.Version);

    /// <summary>True for package URLs of sources, from which binaries of other names were built.</summary>
    public static bool IsSource(NamedPackage named) =>
        named.Kind == "source" || (Purl.TryParse(named.Purl, out var purl) && purl.Qualifiers.GetValueOrDefault("arch") is "source" or "src");

    private static (PackageIdentity, string?) Of(Purl purl, string? otherwise)
    {
        var isOfSystem = purl.Type is "deb" or "rpm" or "apk" or "alpm";
        var name = isOfSystem || purl.Namespace is null ? purl.Name : $"{purl.Namespace}/{purl.Name}";
        var version = purl.Version ?? (string.IsNullOrEmpty(otherwise) ? null : otherwise);
        if (version is null) return (new PackageIdentity(purl.Type, name.ToLowerInvariant()), null);
        if (isOfSystem)
        {
            if (purl.Qualifiers.TryGetValue("epoch", out var epoch) && !version.Contains(':')) version = $"{epoch}:{version}";
            if (version.StartsWith("0:", StringComparison.Ordinal)) version = version[2..];
        }
        else if (purl.Type is "golang" or "composer")
        {
            version = version.StartsWith("go", StringComparison.Ordinal) ? version[2..] : version.StartsWith('v') ? version[1..] : version;
        }
        return (new PackageIdentity(purl.Type, name.ToLowerInvariant()), version);
    }
}
