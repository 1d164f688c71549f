namespace Plimsoll.Core.Facts;

/// <summary>Hash functions by which package managers list their files. The numbers are stored: they never change.</summary>
public enum FileDigestKind
{
    /// <summary>No digest is listed.</summary>
    None = 0,

    /// <summary>SHA-256, 32 bytes: rpm, pacman, wheels, conda. Every regular file has it.</summary>
    Sha256 = 1,

    /// <summary>MD5, 16 bytes: dpkg, portage, old rpm. It tells of accidents, not of attacks.</summary>
    Md5 = 2,

    /// <summary>SHA-1, 20 bytes: apk.</summary>
    Sha1 = 3,
}
