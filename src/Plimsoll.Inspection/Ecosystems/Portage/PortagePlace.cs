namespace Plimsoll.Inspection.Ecosystems.Portage;

/// <summary>What the place of a file in Portage's database tells: <c>db/pkg/sys-libs/zlib-1.3.1-r1/CONTENTS</c>.</summary>
internal static class PortagePlace
{
    /// <summary>Takes a path apart; false when it is not that of a file about a package.</summary>
    public static bool TryRead(string path, out string category, out string name, out string version)
    {
        (category, name, version) = ("", "", "");
        var parts = path.Split('/');
        if (parts is not [.., "db", "pkg", var group, var package, _]) return false;
        // While Portage installs a package its directory has this prefix.
        if (package.StartsWith("-MERGING-", StringComparison.Ordinal) || group.Length == 0) return false;
        var dash = VersionOf(package);
        if (dash <= 0) return false;
        (category, name, version) = (group, package[..dash], package[(dash + 1)..]);
        return true;
    }

    /// <summary>The dash in front of the version: the last one that a digit follows, the revision left aside (PMS section 3.2).</summary>
    private static int VersionOf(string package)
    {
        var end = package.Length;
        var revision = package.LastIndexOf("-r", StringComparison.Ordinal);
        if (revision > 0 && revision + 2 < package.Length && !package.AsSpan(revision + 2).ContainsAnyExceptInRange('0', '9')) end = revision;
        for (var at = end - 2; at > 0; at--)
        {
            if (package[at] == '-' && char.IsAsciiDigit(package[at + 1])) return at;
        }
        return -1;
    }
}
