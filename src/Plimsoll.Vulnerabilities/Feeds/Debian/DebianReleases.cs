using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Debian;

/// <summary>Numbers of Debian's releases by their code names. A name that is not here stays: it is newer than this list, and os-release of its images has no number either.</summary>
public static class DebianReleases
{
    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal)
    {
        ["woody"] = "3.0",
        ["sarge"] = "3.1",
        ["etch"] = "4",
        ["lenny"] = "5",
        ["squeeze"] = "6",
        ["wheezy"] = "7",
        ["jessie"] = "8",
        ["stretch"] = "9",
        ["buster"] = "10",
        ["bullseye"] = "11",
        ["bookworm"] = "12",
        ["trixie"] = "13",
        ["forky"] = "14",
        ["duke"] = "15",
    };

    /// <summary>The number of a release, also of one that is not out yet; the code name where it has none (sid).</summary>
    public static string Number(string codename) => Numbers.GetValueOrDefault(codename, codename);

    /// <summary>The namespace of a release.</summary>
    internal static string Namespace(string codename) => new PackageNamespace("deb", "debian", Number(codename)).ToString();
}
