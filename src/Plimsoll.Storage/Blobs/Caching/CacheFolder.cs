namespace Plimsoll.Storage.Blobs.Caching;

/// <summary>
/// A folder of its own for each process that keeps copies below one path, held by a lock that ends with the process. What a process left behind goes when the next one comes: nothing is trusted that
/// somebody else wrote, or that a power cut may have half written.
/// </summary>
internal sealed class CacheFolder : IDisposable
{
    private const string LockSuffix = ".lock";

    /// <summary>Private images are there.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private CacheFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Makes a folder, and deletes those that nobody holds any more.</summary>
    /// <exception cref="IOException">The path cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static CacheFolder Open(string parent)
    {
        Directory.CreateDirectory(parent);
        foreach (var file in Directory.EnumerateFiles(parent, "*" + LockSuffix)) DeleteUnlessHeld(file);
        while (true)
        {
            var path = System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName());
            var held = new FileStream(path + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            // Another process may have taken it for one that was left behind, in the moment before it was held.
            if (File.Exists(path + LockSuffix))
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
                else Directory.CreateDirectory(path, OwnerOnly);
                return new CacheFolder(path, held);
            }
            held.Dispose();
        }
    }

    /// <summary>Deletes the folder and lets go of it.</summary>
    public void Dispose()
    {
        Delete(Path);
        _lock.Dispose();
    }

    private static void DeleteUnlessHeld(string lockFile)
    {
        try
        {
            using var held = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Delete(lockFile[..^LockSuffix.Length]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody has it, or deletes it.
        }
    }

    /// <summary>The folder first: while the lock file is there, the next one finds what is left.</summary>
    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            File.Delete(folder + LockSuffix);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one tries again.
        }
    }
}
