namespace Plimsoll.Core.Facts;

/// <summary>What a tar entry makes. The numbers are stored: they never change.</summary>
public enum FileType
{
    /// <summary>A regular file.</summary>
    File = 0,

    /// <summary>A directory.</summary>
    Directory = 1,

    /// <summary>A symbolic link.</summary>
    Symlink = 2,

    /// <summary>Another name of a file of this layer or a lower one.</summary>
    HardLink = 3,

    /// <summary>A character device.</summary>
    CharacterDevice = 4,

    /// <summary>A block device.</summary>
    BlockDevice = 5,

    /// <summary>A named pipe.</summary>
    Fifo = 6,

    /// <summary>A socket: found in unpacked root file systems only.</summary>
    Socket = 7,

    /// <summary><c>.wh.NAME</c>: hides what lower layers have at the path (OCI image-spec, layer.md, "Whiteouts").</summary>
    Whiteout = 8,

    /// <summary><c>.wh..wh..opq</c>: hides what lower layers have below the path (OCI image-spec, layer.md, "Opaque Whiteout").</summary>
    Opaque = 9,
}
