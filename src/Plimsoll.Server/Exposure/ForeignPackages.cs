using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Exposure;

/// <summary>
/// Packages that another repository than the distribution's brought under a name that the distribution has too: what the distribution says of its own package is not said of them. Known by the
/// vendor of an rpm, and by what third parties put into the versions of their deb packages.
/// </summary>
internal static class ForeignPackages
{
    private static readonly string[] Marks = [".pgdg", "-pgdg", "+pgdg", "nodesource", "deb.sury", "~ppa", "+ppa", "ppa~", "~docker", "~ubuntu.", "~debian."];

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

    /// <summary>Why a package is foreign; null when nothing shows that it is.</summary>
    public static string? ReasonOf(PackageFacts package, OsFacts? os)
    {
        if (os is null) return null;
        if (package.Type == "deb" && Array.Find(Marks, mark => package.Version.Contains(mark, StringComparison.OrdinalIgnoreCase)) is not null)
            return $"its version {package.Version} shows that it is not from {os.Id}, whose advisories say nothing of it";
        if (package.Type == "rpm" && package.Properties?.GetValueOrDefault("vendor") is { } vendor && Vendors.TryGetValue(os.Id, out var own) && !vendor.Contains(own, StringComparison.OrdinalIgnoreCase))
            return $"its vendor is '{vendor}' and not {os.Id}, whose advisories say nothing of it";
        return null;
    }
}
