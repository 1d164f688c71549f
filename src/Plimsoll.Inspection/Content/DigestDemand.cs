namespace Plimsoll.Inspection.Content;

/// <summary>
/// Which digests besides SHA-256 a file needs. The lists of package managers come after most of the files that they are about, so it is told by
/// the place of the file and by the traces of a package manager that passed so far. A digest that is missing makes a file unverified, never modified.
/// </summary>
internal sealed class DigestDemand
{
    /// <summary>Trees in which no package of an operating system has files.</summary>
    private static readonly string[] Foreign = ["usr/local/", "home/", "root/", "srv/", "tmp/", "app/", "var/cache/", "var/log/", "var/tmp/", "workspace/"];

    /// <summary>Trees in which packages have what matters most.</summary>
    private static readonly string[] System = ["bin/", "sbin/", "lib/", "etc/", "usr/bin/", "usr/sbin/", "usr/lib/", "usr/libexec/"];

    private bool _dpkg;
    private bool _apk;
    private bool _rpm;

    /// <summary>Whether dpkg may list the file, which it does by MD5.</summary>
    public bool NeedsMd5 { get; private set; }

    /// <summary>Whether apk may list the file, which it does by SHA-1.</summary>
    public bool NeedsSha1 { get; private set; }

    /// <summary>Looks at the next entry of the layer.</summary>
    public void Pass(string path)
    {
        if (path.StartsWith("etc/", StringComparison.Ordinal))
        {
            _dpkg |= path.StartsWith("etc/apt/", StringComparison.Ordinal) || path.StartsWith("etc/dpkg/", StringComparison.Ordinal) || path is "etc/debian_version";
            _apk |= path.StartsWith("etc/apk/", StringComparison.Ordinal) || path is "etc/alpine-release";
            _rpm |= path.StartsWith("etc/rpm/", StringComparison.Ordinal) || path.StartsWith("etc/yum", StringComparison.Ordinal) || path.StartsWith("etc/dnf/", StringComparison.Ordinal);
        }
        else if (path.StartsWith("lib/apk/", StringComparison.Ordinal) || path.StartsWith("usr/lib/apk/", StringComparison.Ordinal))
        {
            _apk = true;
        }
        var isForeign = IsIn(Foreign, path);
        NeedsMd5 = !isForeign && (_dpkg || !(_apk || _rpm));
        // apk changes etc/apk/world whenever it installs; a layer without any trace may change files of its packages all the same.
        NeedsSha1 = !isForeign && (_apk || (!_dpkg && !_rpm && IsIn(System, path)));
    }

    private static bool IsIn(string[] trees, string path)
    {
        foreach (var tree in trees)
        {
            if (path.StartsWith(tree, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
