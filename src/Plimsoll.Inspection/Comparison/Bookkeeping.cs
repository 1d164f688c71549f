namespace Plimsoll.Inspection.Comparison;

/// <summary>Files that package managers and the linker write down for themselves: they follow from what is installed.</summary>
internal static class Bookkeeping
{
    private static readonly string[] Directories =
    [
        "lib/apk/", "usr/lib/apk/", "usr/lib/sysimage/", "var/cache/", "var/lib/apt/", "var/lib/dnf/", "var/lib/dpkg/", "var/lib/pacman/", "var/lib/rpm/", "var/lib/systemd/deb-systemd-helper-enabled/",
        "var/lib/ucf/", "var/log/",
    ];

    private static readonly HashSet<string> Files = new(StringComparer.Ordinal)
    {
        "etc/apk/world", "etc/group-", "etc/gshadow-", "etc/ld.so.cache", "etc/passwd-", "etc/shadow-", "etc/subgid-", "etc/subuid-", "usr/share/info/dir", "usr/share/info/dir.old",
    };

    public static bool Contains(string path) => Files.Contains(path) || Array.Exists(Directories, directory => path.StartsWith(directory, StringComparison.Ordinal));
}
