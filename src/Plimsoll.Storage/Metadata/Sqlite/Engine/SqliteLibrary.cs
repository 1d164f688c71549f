using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>Binds the SQLite provider to the system's library, which gets its security updates from the distribution.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.dylib", "sqlite3"];
    private static readonly Lock Gate = new();
    private static bool _loaded;

    /// <summary>Loads the library once.</summary>
    /// <exception cref="DllNotFoundException">The system has no SQLite.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (_loaded) return;
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            _loaded = true;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3") return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        }
        throw new DllNotFoundException("The SQLite library is missing. On Debian: apt-get install libsqlite3-0");
    }
}
