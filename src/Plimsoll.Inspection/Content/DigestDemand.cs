namespace Plimsoll.Inspection.Content;

/// <summary>
/// Which digests besides SHA-256 a file needs. The lists of package managers come after most of the files that they are about, so it is told by
/// the place of the file and by the traces of a package manager that passed so far. A digest that is missing makes a file unverified, never modified.
/// </summary>
internal sealed class DigestDemand
{
    /// <summary>Trees in which no package of an operating system has files.</summary>
    private static readonly string[] Foreign = ["usr/local/", "home/", "root/", "srv/", "tmp/", "app/", "var/cache/", "var/log/", "var/tmp/", "workspace/"];

    private bool _dpkg;
    private bool _apk;
    private bool _rpm;
    private bool _pastStart;

    /// <summary>Whether dpkg may list the file, which it does by MD5.</summary>
    public bool NeedsMd5 { get; private set; }

    /// <summary>Whether apk may list the file, which it does by SHA-1.</summary>
    public bool NeedsSha1 { get; private set; }

    /// <summary>Looks at the next entry of the layer.</summary>
    public void Pass(string path)
    {
        if (path.StartsWith("etc/", StringComparison.Ordinal))
        {
            _pastStart = true;
            _dpkg |= path.StartsWith("etc/apt/", StringComparison.Ordinal) || path.StartsWith("etc/dpkg/", StringComparison.Ordinal) || path is "etc/debian_version";
            _apk |= path.StartsWith("etc/apk/", StringComparison.Ordinal) || path is "etc/alpine-release";
            _rpm |= path.StartsWith("etc/rpm/", StringComparison.Ordinal) || path.StartsWith("etc/yum", StringComparison.Ordinal) || path.StartsWith("etc/dnf/", StringComparison.Ordinal);
        }
        else if (path.StartsWith("lib/apk/", StringComparison.Ordinal) || path.StartsWith("usr/lib/apk/", StringComparison.Ordinal))
        {
            _apk = true;
        }
        var isForeign = IsForeign(path);
        NeedsMd5 = !isForeign && (_dpkg || !(_apk || _rpm));
        // apk changes etc/apk/world whenever it installs, so without a trace of it only what sorts before may be its own.
        NeedsSha1 = !isForeign && (_apk || (!_pastStart && !_dpkg && !_rpm && path.StartsWith("bin/", StringComparison.Ordinal)));
    }

    private static bool IsForeign(string path)
    {
        foreach (var tree in Foreign)
        {
            if (path.StartsWith(tree, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
