using System.Runtime.InteropServices;

namespace Plimsoll.Core.Facts;

/// <summary>One entry of a layer: a view into the <see cref="FileIndex"/>, which keeps a million of them in little memory.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileFacts
{
    private readonly FileIndex _index;

    internal FileFacts(FileIndex index, int number) => (_index, Number) = (index, number);

    /// <summary>Place in the order of the tar, from 0.</summary>
    public int Number { get; }

    /// <summary>Path without leading slash; the root is empty. Text is made anew each time.</summary>
    public string Path => _index.Paths.PathOf(PathNumber);

    /// <summary>The path as a number of <see cref="FileIndex.Paths"/>.</summary>
    public int PathNumber => _index.PathNumberOf(Number);

    /// <summary>What the entry makes.</summary>
    public FileType Type => _index.TypeOf(Number);

    /// <summary>Permission bits with set-uid, set-gid and sticky.</summary>
    public int Mode => _index.ModeOf(Number);

    /// <summary>Bytes of the file; of a sparse file, its apparent size.</summary>
    public long Size => _index.SizeOf(Number);

    /// <summary>Number of the user who owns it.</summary>
    public int UserId => _index.OwnerOf(Number).UserId;

    /// <summary>Number of the group that owns it.</summary>
    public int GroupId => _index.OwnerOf(Number).GroupId;

    /// <summary>Target of a link; null for other entries.</summary>
    public string? Link => _index.LinkOf(Number);

    /// <summary>Major and minor number of a device.</summary>
    public (int Major, int Minor) Device => _index.DeviceOf(Number);

    /// <summary>The extended attribute <c>security.capability</c>; empty without one.</summary>
    public ReadOnlySpan<byte> Capability => _index.CapabilityOf(Number);

    /// <summary>SHA-256 of a regular file, 32 bytes; empty for other entries and for files whose content could not be read as it is (sparse ones).</summary>
    public ReadOnlySpan<byte> Sha256 => _index.DigestOf(Number, FileDigestKind.Sha256);

    /// <summary>The digest of a regular file; null for other entries.</summary>
    public Digest? Digest => Sha256 is { IsEmpty: false } hash ? Core.Digest.FromHash(DigestAlgorithm.Sha256, hash) : null;

    /// <summary>A digest of another kind, for package managers that list these; empty where it was not computed.</summary>
    public ReadOnlySpan<byte> DigestOf(FileDigestKind kind) => _index.DigestOf(Number, kind);

    /// <summary>True for regular files that anybody may execute.</summary>
    public bool IsExecutable => Type == FileType.File && (Mode & 0x49) != 0;
}
