using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>
/// Whether what a distribution says is meant for a package at all: others build packages of the same names. Known by the vendor of an rpm, and by what third parties put into the versions of their deb packages.
/// </summary>
public static class Provenance
{
    /// <summary>What builders other than the distribution leave in versions of Debian packages, and who they are.</summary>
    private static readonly (string Mark, string Builder)[] ForeignMarks =
    [
        ("deb.sury", "deb.sury.org"), (".pgdg", "apt.postgresql.org"), ("-pgdg", "apt.postgresql.org"), ("+pgdg", "apt.postgresql.org"), ("~pgdg", "apt.postgresql.org"), ("nodesource", "NodeSource"),
        ("~ppa", "a personal archive"), ("+ppa", "a personal archive"), ("ppa~", "a personal archive"), ("ubuntu.ppa", "a personal archive"), ("~bpo-ppa", "a personal archive"),
        ("~docker", "Docker"), ("~ubuntu.", "Docker"), ("~debian.", "Docker"),
    ];

    /// <summary>What distributions call themselves in their rpm packages.</summary>
    private static readonly Dictionary<string, string> Vendors = new(StringComparer.Ordinal)
    {
        ["rhel"] = "red hat",
        ["fedora"] = "fedora",
        ["centos"] = "centos",
        ["almalinux"] = "almalinux",
        ["rocky"] = "rocky",
        ["ol"] = "oracle",
        ["amzn"] = "amazon",
        ["sles"] = "suse",
        ["opensuse-leap"] = "suse",
        ["opensuse-tumbleweed"] = "suse",
        ["photon"] = "vmware",
        ["azurelinux"] = "microsoft",
        ["mariner"] = "microsoft",
    };

    /// <summary>Builds of one package that are mended apart from each other (Oracle).</summary>
    private static readonly string[] Flavours = ["ksplice", "fips"];

    /// <summary>Why statements of the distribution are not meant for the package; null where they are, or nothing tells.</summary>
    public static string? ForeignTo(Component component)
    {
        if (component.Type is not ("deb" or "rpm") || PackageNamespace.Parse(component.Namespace).Distribution is not { } distribution) return null;
        if (component.Type == "deb")
        {
            var (mark, builder) = Array.Find(ForeignMarks, entry => component.Version.Contains(entry.Mark, StringComparison.OrdinalIgnoreCase));
            return mark is null ? null : $"its version {component.Version} shows that it is not from {distribution} but built by {builder}: the advisories of {distribution} say nothing of it";
        }
        return component.Property(ComponentProperties.Vendor) is { } vendor && Vendors.TryGetValue(distribution, out var own) && !vendor.Contains(own, StringComparison.OrdinalIgnoreCase)
            ? $"its vendor is '{vendor}' and not {distribution}: the advisories of {distribution} say nothing of it" : null;
    }

    /// <summary>Whether a range is for the flavour of the package: what mends another one says nothing of it.</summary>
    internal static bool IsSameFlavour(Component component, AffectedRange range) =>
        component.Type != "rpm" || range.Events.All(point => point.Version == "0" || FlavourOf(point.Version) == FlavourOf(component.Version));

    private static string? FlavourOf(string version) => Array.Find(Flavours, flavour => version.Contains(flavour, StringComparison.OrdinalIgnoreCase));
}
