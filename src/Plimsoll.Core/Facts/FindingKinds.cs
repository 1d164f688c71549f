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

    /// <summary>An engine against malware knows the file.</summary>
    public const string Malware = "malware";

    /// <summary>A YARA rule of the administrator matches the file.</summary>
    public const string YaraMatch = "yara-match";

    /// <summary>A build step gave a download to a shell.</summary>
    public const string HistoryCurlPipeSh = "history-curl-pipe-sh";

    /// <summary>A build step added a file from an address.</summary>
    public const string HistoryAddUrl = "history-add-url";

    /// <summary>A build step installed packages without looking at signatures.</summary>
    public const string HistoryUnverifiedPackages = "history-unverified-packages";

    /// <summary>A build step downloaded without looking at certificates, or over plain HTTP.</summary>
    public const string HistoryInsecureDownload = "history-insecure-download";

    /// <summary>A build step built a package from a source repository.</summary>
    public const string HistoryInstallFromGit = "history-install-from-git";

    /// <summary>A build step installed packages without saying in which version.</summary>
    public const string HistoryUnpinnedPackages = "history-unpinned-packages";

    /// <summary>A build step upgraded everything.</summary>
    public const string HistoryUpgrade = "history-upgrade";

    /// <summary>A build step let everybody write.</summary>
    public const string HistoryWorldWritable = "history-world-writable";

    /// <summary>A build step used or installed sudo.</summary>
    public const string HistorySudo = "history-sudo";

    /// <summary>A volume hides a directory of the system, or asks for one of the host.</summary>
    public const string ConfigSensitiveVolume = "config-sensitive-volume";

    /// <summary>The image says that it was made at a time that cannot be right.</summary>
    public const string ConfigCreatedImplausible = "config-created-implausible";

    /// <summary>The image names its base by a tag that moves.</summary>
    public const string ConfigBaseUnpinned = "config-base-unpinned";

    /// <summary>A variable of the environment changes what programs run or whom they trust.</summary>
    public const string ConfigUnsafeEnv = "config-unsafe-env";

    /// <summary>An account has no password, or rights of root under another name.</summary>
    public const string AccountUnsafe = "account-unsafe";

    /// <summary>The image lets the holders of some keys in by SSH.</summary>
    public const string AuthorizedKeys = "authorized-keys";

    /// <summary>A file makes every program load a library.</summary>
    public const string Preload = "preload";

    /// <summary>A program lies where only temporary files belong.</summary>
    public const string TemporaryExecutable = "temporary-executable";

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
