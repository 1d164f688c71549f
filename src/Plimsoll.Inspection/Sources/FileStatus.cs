using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sources;

/// <summary>
/// What a file is, links not followed, by statx(2): the framework does not tell pipes and devices from files, and opening a pipe waits for
/// ever. statx is used because its structure is the same on every architecture.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct FileStatus(FileType Type, int Mode, long Size, int UserId, int GroupId, int Major, int Minor)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeModeSize = 0x1 | 0x2 | 0x8 | 0x10 | 0x200;

    /// <summary>Looks at a path; null when that is not allowed or it is gone.</summary>
    public static FileStatus? Of(string path) => StatX(CurrentDirectory, path, NoFollow, TypeModeSize, out var status) == 0 ? Read(status) : null;

    /// <summary>Opens a regular file for reading; null when it is none, or is no longer. It never waits and never follows a link at the end.</summary>
    public static SafeFileHandle? OpenRegular(string path)
    {
        const int NonBlocking = 0x800;
        const int CloseOnExec = 0x80000;
        var noFollow = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 0x20000 : 0x8000;
        var descriptor = Open(path, NonBlocking | CloseOnExec | noFollow);
        if (descriptor < 0) return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (StatX(descriptor, "", EmptyPath, TypeModeSize, out var status) == 0 && Read(status).Type == FileType.File) return handle;
        handle.Dispose();
        return null;
    }

    private static FileStatus Read(Status status) => new((status.Mode & 0xf000) switch
    {
        0x4000 => FileType.Directory,
        0xa000 => FileType.Symlink,
        0x2000 => FileType.CharacterDevice,
        0x6000 => FileType.BlockDevice,
        0x1000 => FileType.Fifo,
        0xc000 => FileType.Socket,
        _ => FileType.File,
    }, status.Mode & 0xfff, (long)status.Size, (int)status.UserId, (int)status.GroupId, (int)status.Major, (int)status.Minor);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    /// <summary><c>struct statx</c>: 256 bytes, with the owner at 20, the mode at 28, the size at 40 and the numbers of a device at 128.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)] public uint UserId;
        [FieldOffset(24)] public uint GroupId;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(128)] public uint Major;
        [FieldOffset(132)] public uint Minor;
    }
}
