using Plimsoll.Server.Configuration;

namespace Plimsoll.Server;

/// <summary>
/// The folder of the data, held by one server at a time, because the embedded database belongs to one process; servers with a database of their own may share it
/// among them. Only its owner may look into it, because the signing keys and private images are there. A server that is killed lets go of it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(FileStream held) => _lock = held;

    /// <summary>Makes the folder where it is missing, and takes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="isShared">True when servers that take it so may have it at the same time.</param>
    /// <exception cref="OptionsException">The folder cannot be made or written, or another server has it.</exception>
    public static DataFolder Open(string path, bool isShared)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("data", path, "the folder cannot be made: " + e.Message);
        }
        return TryOpen(path, isShared) ?? throw new OptionsException("data", path, "the folder is in use by another server, or cannot be written");
    }

    /// <summary>Takes a folder that exists; null when another program has it, or it cannot be written.</summary>
    public static DataFolder? TryOpen(string path, bool isShared)
    {
        var file = Path.Combine(path, "lock");
        try
        {
            return new DataFolder(isShared ? Share(file) : new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream Share(string file)
    {
        using (new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
            // Only readers can share the lock, and they make no file.
        }
        return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
    }
}
