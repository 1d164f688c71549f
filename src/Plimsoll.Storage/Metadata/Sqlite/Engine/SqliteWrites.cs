using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// Something to do before each write of SQLite into a file. A commit copies hundreds of pages in one call, and so does a thread that writes the log back; between two of them is the only moment in which it can make
/// way for others. SQLite lets its calls of the system be replaced for this (<c>xSetSystemCall</c>, https://sqlite.org/c3ref/vfs.html).
/// </summary>
internal static unsafe class SqliteWrites
{
    [ThreadStatic]
    private static Action? _before;

    private static readonly delegate* unmanaged[Cdecl]<int, void*, nint, long, nint> Original = Replace();

    /// <summary>What the calling thread does from now on before it writes; null for nothing. Where SQLite writes in another way than on Linux, nothing is done.</summary>
    public static void Before(Action? action) => _before = Original is null ? null : action;

    /// <summary>Puts <see cref="Write"/> in the place of the call; what was there, or null where there is no such call.</summary>
    private static delegate* unmanaged[Cdecl]<int, void*, nint, long, nint> Replace()
    {
        var system = (FileSystem*)SqliteNative.FindFileSystem(0);
        if (system is null || system->Version < 3) return null;
        fixed (byte* name = "pwrite64\0"u8)
        {
            var original = (delegate* unmanaged[Cdecl]<int, void*, nint, long, nint>)system->GetCall(system, name);
            return original is not null && system->SetCall(system, name, (nint)(delegate* unmanaged[Cdecl]<int, void*, nint, long, nint>)&Write) == SqliteNative.Ok ? original : null;
        }
    }

    /// <summary>Nothing is called behind the call itself, so that SQLite finds its error number.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Write(int file, void* bytes, nint count, long offset)
    {
        _before?.Invoke();
        return Original(file, bytes, count, offset);
    }

    /// <summary><c>sqlite3_vfs</c>, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileSystem
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public nint Next;
        public nint Name;
        public nint Data;
        public Calls Calls;
        public delegate* unmanaged[Cdecl]<FileSystem*, byte*, nint, int> SetCall;
        public delegate* unmanaged[Cdecl]<FileSystem*, byte*, nint> GetCall;
    }

    /// <summary><c>xOpen</c> to <c>xCurrentTimeInt64</c>.</summary>
    [InlineArray(13)]
    private struct Calls
    {
        private nint _first;
    }
}
