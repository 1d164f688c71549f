using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Writes past the page cache (O_DIRECT). A large layer that goes through the cache is copied once more and pushes out what others read, only to be flushed at
/// once. Linux keeps direct and cached writes of one file coherent. Not every file system can; then everything goes through the cache.
/// </summary>
internal static partial class DirectFile
{
    /// <summary>Below this size of a file the cache is better: small layers are read again at once, by the inspector or by the first pull.</summary>
    public const long WorthIt = 16L << 20;

    private const int WriteOnlyDirectCloseOnExec = 0x1 | 0x80000;

    /// <summary>O_DIRECT differs between architectures; zero where we do not know it.</summary>
    private static readonly int DirectFlag = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

    /// <summary>Opens an existing file for direct writes; null where that is not possible.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        if (DirectFlag == 0) return null;
        var descriptor = Open(path, WriteOnlyDirectCloseOnExec | DirectFlag);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>True when the bytes lie and go where the disk can take them as they are.</summary>
    public static unsafe bool Fits(ReadOnlySpan<byte> bytes, long position) =>
        bytes.Length > 0
        && bytes.Length % TransferBuffer.Alignment == 0
        && position % TransferBuffer.Alignment == 0
        && (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) % TransferBuffer.Alignment == 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
