namespace Plimsoll.Core.Facts;

/// <summary>The kinds of findings. Policies and scripts name them: they never change their meaning. docs/findings.md explains each.</summary>
public static class FindingKinds
{
    /// <summary>Content does not have the digest or size that a descriptor or the configuration gives it.</summary>
    public const string DigestMismatch = "digest-mismatch";

    /// <summary>A name in a layer leads out of the root with <c>..</c>.</summary>
    public const string PathTraversal = "path-traversal";

    /// <summary>A layer is larger unpacked, or has more entries, than is sane; the rest of it was not read.</summary>
    public const string Bomb = "bomb";

    /// <summary>A program or shared library that no package owns.</summary>
    public const string UnownedExecutable = "unowned-executable";

    /// <summary>A file of a package differs from what the package installed.</summary>
    public const string ModifiedFile = "modified-file";

    /// <summary>A configuration file of a package differs from what the package installed.</summary>
    public const string ModifiedConfig = "modified-config";

    /// <summary>The database of a package manager, or the part of it that lists files, was removed.</summary>
    public const string PackageDbDeleted = "package-db-deleted";

    /// <summary>The licence text of a package that is installed was removed.</summary>
    public const string CopyrightRemoved = "copyright-removed";

    /// <summary>A program runs with the rights of its owner, which no package asks for.</summary>
    public const string SetUid = "setuid";

    /// <summary>Anybody may change a file, or put files into a directory without the sticky bit.</summary>
    public const string WorldWritable = "world-writable";

    /// <summary>A device file.</summary>
    public const string DeviceFile = "device-file";

    /// <summary>Bytes that are shipped though a higher layer hides them.</summary>
    public const string WastedSpace = "wasted-space";

    /// <summary>A secret in a file.</summary>
    public const string Secret = "secret";

    /// <summary>A build step gave a download to a shell.</summary>
    public const string HistoryCurlPipeSh = "history-curl-pipe-sh";

    /// <summary>A build step added a file from an address.</summary>
    public const string HistoryAddUrl = "history-add-url";

    /// <summary>The image runs as root.</summary>
    public const string ConfigUserRoot = "config-user-root";

    /// <summary>The environment of the image has a secret in it.</summary>
    public const string ConfigSecretEnv = "config-secret-env";

    /// <summary>The image exposes the port of SSH.</summary>
    public const string ConfigSshPort = "config-ssh-port";

    /// <summary>The image has no health check.</summary>
    public const string ConfigNoHealthcheck = "config-no-healthcheck";

    /// <summary>A label asks for the rights of the host.</summary>
    public const string ConfigPrivilegedLabel = "config-privileged-label";

    /// <summary>A bill of materials in the image names what is not there, or leaves out what is.</summary>
    public const string SbomMismatch = "sbom-mismatch";
}
