namespace Plimsoll.Inspection.Content;

/// <summary>
/// Which digests a file needs. The lists of package managers come after most of the files that they are about, so it is told by
/// the place of the file and by the traces of a package manager that passed so far. A digest that is missing makes a file unverified, never modified.
/// </summary>
/// <param name="everySha256">
/// Whether every file needs its SHA-256; else those do not that dpkg lists by MD5, as far as can be told before its lists are read.
/// </param>
/// <param name="below">What the layer below needed, whose traces count for the SHA-256 here; for all other digests a layer counts alone.</param>
internal sealed class DigestDemand(bool everySha256 = true, DigestDemand? below = null)
{
    /// <summary>Trees in which no package of an operating system has files.</summary>
    private static readonly string[] Foreign = ["usr/local/", "home/", "root/", "srv/", "tmp/", "app/", "var/cache/", "var/log/", "var/tmp/", "workspace/"];

    /// <summary>Trees in which packages have what matters most.</summary>
    private static readonly string[] System = ["bin/", "sbin/", "lib/", "etc/", "usr/bin/", "usr/sbin/", "usr/lib/", "usr/libexec/"];

    /// <summary>Trees in which there is next to nothing but what dpkg lists, where it has installed a system.</summary>
    private static readonly string[] OfDpkg = ["bin/", "sbin/", "lib/", "lib64/", "usr/bin/", "usr/sbin/", "usr/lib/", "usr/libexec/", "usr/share/", "usr/include/", "var/lib/dpkg/"];

    /// <summary>Part of the names of the trees whose files Python lists by SHA-256: <c>site-packages</c>, <c>dist-packages</c>.</summary>
    private const string OfPython = "-packages/";

    private bool _dpkg;
    private bool _apk;
    private bool _rpm;
    private bool _pacman;
    private bool _isSystemOfDpkg = below is { _isSystemOfDpkg: true };
    private bool _hasOther = below is { _hasOther: true };

    /// <summary>Whether the file is to have the digest by which it is known everywhere.</summary>
    public bool NeedsSha256 { get; private set; } = true;

    /// <summary>Whether there was a file so far, here or below, that did not need it.</summary>
    public bool HasLeftOut { get; private set; } = below is { HasLeftOut: true };

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
            _pacman |= path.StartsWith("etc/pacman", StringComparison.Ordinal);
        }
        else if (path.StartsWith("lib/apk/", StringComparison.Ordinal) || path.StartsWith("usr/lib/apk/", StringComparison.Ordinal))
        {
            _apk = true;
        }
        var isForeign = IsIn(Foreign, path);
        NeedsMd5 = !isForeign && (_dpkg || !(_apk || _rpm));
        // apk changes etc/apk/world whenever it installs; a layer without any trace may change files of its packages all the same.
        NeedsSha1 = !isForeign && (_apk || (!_dpkg && !_rpm && IsIn(System, path)));
        _isSystemOfDpkg |= _dpkg;
        _hasOther |= _apk || _rpm || _pacman;
        NeedsSha256 = everySha256 || !_isSystemOfDpkg || _hasOther || !NeedsMd5 || !IsIn(OfDpkg, path) || IsOfPython(path);
        HasLeftOut |= !NeedsSha256;
    }

    /// <summary>Whether a file lies where Python lists files by SHA-256, and is hashed so in any case.</summary>
    public static bool IsOfPython(string path) => path.Contains(OfPython, StringComparison.Ordinal);

    private static bool IsIn(string[] trees, string path)
    {
        foreach (var tree in trees)
        {
            if (path.StartsWith(tree, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
