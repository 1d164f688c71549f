using System.Runtime.InteropServices;

namespace Plimsoll.Bench.Measuring;

/// <summary>
/// Keeps what the page cache has of some files, such as those of a database, where it is. A virtual machine may take it back within seconds (DAMON_RECLAIM), however much memory there is; requests would then wait for the
/// disk, and beside writers for longer than without.
/// </summary>
internal sealed unsafe partial class HeldFiles : IDisposable
{
    private const int Read = 1;
    private const int Shared = 1;

    private List<(nint Address, nuint Bytes)> _held = [];

    /// <summary>False where the system does not allow it (it takes root, CAP_IPC_LOCK or a high RLIMIT_MEMLOCK); then the files are read, and that is all.</summary>
    public bool IsHeld { get; private set; } = true;

    /// <summary>Reads the files of a folder as they are now, and holds them instead of those of before.</summary>
    public void Hold(string folder, string names)
    {
        var before = _held;
        _held = [.. Directory.EnumerateFiles(folder, names).Select(Hold).Where(held => held.Bytes > 0)];
        Release(before);
    }

    public void Dispose()
    {
        Release(_held);
        _held = [];
    }

    private (nint Address, nuint Bytes) Hold(string path)
    {
        byte[] piece = new byte[1 << 20];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        while (file.Read(piece) > 0) { }
        var bytes = (nuint)file.Length;
        if (bytes == 0) return default;
        var address = Map(0, bytes, Read, Shared, (int)file.SafeFileHandle.DangerousGetHandle(), 0);
        if (address == -1) throw new BenchException($"{path} cannot be mapped (error {Marshal.GetLastPInvokeError()}).");
        IsHeld &= Lock(address, bytes) == 0;
        return (address, bytes);
    }

    private static void Release(List<(nint Address, nuint Bytes)> held)
    {
        foreach (var (address, bytes) in held) _ = Unmap(address, bytes);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    private static partial int Lock(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
