using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>The packages of a system as items, by their name; made once for an evaluation.</summary>
internal sealed class PackageItems(IOvalSystem system)
{
    private readonly Lazy<Dictionary<string, List<OvalItem>>?> _dpkg = new(() => ByName(system.Dpkg, Dpkg));
    private readonly Lazy<Dictionary<string, List<OvalItem>>?> _rpm = new(() => ByName(system.Rpm, Rpm));

    /// <summary>The packages of a package manager; null when the system does not have it.</summary>
    public Dictionary<string, List<OvalItem>>? Of(bool isRpm) => isRpm ? _rpm.Value : _dpkg.Value;

    private static Dictionary<string, List<OvalItem>>? ByName(IReadOnlyList<OvalPackage>? packages, Func<OvalPackage, OvalItem> item) =>
        packages?.GroupBy(package => package.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select(item).ToList(), StringComparer.Ordinal);

    /// <summary>linux-system-characteristics-schema, dpkginfo_item.</summary>
    private static OvalItem Dpkg(OvalPackage package)
    {
        var (epoch, release) = (package.Epoch ?? "0", package.Release);
        return new OvalItem(
            "linux:dpkginfo", new("name", package.Name), new("arch", package.Arch), new("epoch", epoch), new("release", release), new("version", package.Version),
            new("evr", release.Length == 0 ? $"{epoch}:{package.Version}" : $"{epoch}:{package.Version}-{release}"));
    }

    /// <summary>linux-system-characteristics-schema, rpminfo_item: a package without an epoch has <c>(none)</c>, which counts as 0 in what is compared.</summary>
    private static OvalItem Rpm(OvalPackage package)
    {
        var (epoch, arch) = (package.Epoch, package.Arch ?? "(none)");
        var evr = $"{epoch ?? "0"}:{package.Version}-{package.Release}";
        return new OvalItem(
            "linux:rpminfo", new("name", package.Name), new("arch", arch), new("epoch", epoch ?? "(none)"), new("release", package.Release), new("version", package.Version), new("evr", evr),
            new("signature_keyid", package.SignatureKeyId ?? "0"), new("extended_name", $"{package.Name}-{evr}.{arch}"), ItemEntity.Unknown("filepath", "the files of packages are not listed here"));
    }
}
