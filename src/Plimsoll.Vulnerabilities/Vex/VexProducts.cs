using Plimsoll.Core;

namespace Plimsoll.Vulnerabilities.Vex;

/// <summary>How exactly a statement names what a finding is about; the later, the more exactly.</summary>
public enum VexSpecificity
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A package in all versions.</summary>
    Package,

    /// <summary>A package in this version.</summary>
    PackageVersion,

    /// <summary>A package within another one that is in the image.</summary>
    PackageInPackage,

    /// <summary>The image.</summary>
    Image,

    /// <summary>The package in the image.</summary>
    PackageInImage,
}

/// <summary>Finds whether statements are about a package of an image. Both ways of saying it count: the image as product with the package as subcomponent, and the package as product.</summary>
public static class VexProducts
{
    /// <summary>How exactly a statement is about a package of an image.</summary>
    public static VexSpecificity Match(VexStatement statement, VexImage image, Purl package)
    {
        var best = VexSpecificity.None;
        foreach (var product in statement.Products)
        {
            var found = Match(product, image, package);
            if (found > best) best = found;
        }
        return best;
    }

    private static VexSpecificity Match(VexProduct product, VexImage image, Purl package)
    {
        if (product.Purl.Type is "oci" or "docker")
        {
            if (!IsImage(product.Purl, image)) return VexSpecificity.None;
            if (product.Subcomponents.Count == 0) return VexSpecificity.Image;
            return product.Subcomponents.Any(part => Covers(part, package, image.Codename)) ? VexSpecificity.PackageInImage : VexSpecificity.None;
        }
        if (product.Subcomponents.Count > 0)
        {
            return product.Subcomponents.Any(part => Covers(part, package, image.Codename)) && image.Packages.Any(other => Covers(product.Purl, other, image.Codename)) ? VexSpecificity.PackageInPackage : VexSpecificity.None;
        }
        if (!Covers(product.Purl, package, image.Codename)) return VexSpecificity.None;
        return product.Purl.Version is null ? VexSpecificity.Package : VexSpecificity.PackageVersion;
    }

    /// <summary>Whether a package URL of a statement is for a package: what it leaves out, it does not care for.</summary>
    public static bool Covers(Purl pattern, Purl package, string? codename = null) =>
        pattern.Type == package.Type && pattern.Name == package.Name && pattern.Namespace == package.Namespace
        && (pattern.Version is null || pattern.Version == package.Version || IsSameGoVersion(pattern, package))
        && (pattern.Subpath is null || pattern.Subpath == package.Subpath)
        && pattern.Qualifiers.All(qualifier => (package.Qualifiers.TryGetValue(qualifier.Key, out var value) && value == qualifier.Value) || (qualifier.Key == "distro" && codename is not null && qualifier.Value == codename));

    /// <summary>Go's versions are written with and without the "v".</summary>
    private static bool IsSameGoVersion(Purl pattern, Purl package) => pattern.Type == "golang" && pattern.Version!.TrimStart('v') == package.Version?.TrimStart('v');

    /// <summary>A digest decides alone; a name and a repository must be those of the image.</summary>
    private static bool IsImage(Purl product, VexImage image)
    {
        if (product.Version is { } version && version.Contains(':', StringComparison.Ordinal) && !image.Digests.Contains(version, StringComparer.Ordinal)) return false;
        // A tag moves: a statement about one is about whatever it named then.
        if (product.Version is not null && !product.Version.Contains(':', StringComparison.Ordinal)) return false;
        if (product.Qualifiers.TryGetValue("repository_url", out var url)) return IsRepository(url, product.Name, image.Repository);
        return product.Version is not null || image.Repository.EndsWith("/" + product.Name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Some write the repository with the name of the image at its end, some without.</summary>
    private static bool IsRepository(string url, string name, string repository)
    {
        url = url.TrimEnd('/');
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) url = url[(scheme + 3)..];
        return repository.Equals(url, StringComparison.OrdinalIgnoreCase) || repository.Equals(url + "/" + name, StringComparison.OrdinalIgnoreCase);
    }
}
