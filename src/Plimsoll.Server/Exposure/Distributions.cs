using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Vulnerabilities.Feeds.Debian;

namespace Plimsoll.Server.Exposure;

/// <summary>Where the names of packages count, by the distribution that they are installed in.</summary>
internal static class Distributions
{
    private static readonly HashSet<string> OfSystems = new(StringComparer.Ordinal) { "deb", "rpm", "apk", "alpm", "opkg", "ebuild", "nix" };

    /// <summary>Distributions whose releases are told apart by the first number alone: advisories are for all minor releases.</summary>
    private static readonly HashSet<string> ByMajor = new(StringComparer.Ordinal) { "rhel", "centos", "almalinux", "rocky", "ol", "debian" };

    /// <summary>The namespace of packages of a type; languages have none but their type.</summary>
    public static PackageNamespace NamespaceOf(string type, OsFacts? os)
    {
        if (os is null || !OfSystems.Contains(type)) return new PackageNamespace(type);
        return new PackageNamespace(type, os.Id, ReleaseOf(os));
    }

    /// <summary>True for packages of a distribution: what is said of them depends on its release.</summary>
    public static bool IsOfSystem(string type) => OfSystems.Contains(type);

    /// <summary>The release as advisories name it; null for a distribution that has none.</summary>
    public static string? ReleaseOf(OsFacts os)
    {
        var version = os.VersionId ?? os.VersionCodename;
        if (version is null) return null;
        var parts = version.Split('.');
        return os.Id switch
        {
            "alpine" when version.Contains("_alpha", StringComparison.Ordinal) || parts.Length < 2 => "edge",
            "alpine" => $"v{parts[0]}.{parts[1]}",
            // Testing has no number in its images until it is released; the tracker names it by what it will be.
            "debian" when os.VersionId is null => DebianReleases.Number(version),
            _ when ByMajor.Contains(os.Id) => parts[0],
            _ => version,
        };
    }
}
