using Plimsoll.Server.Configuration;

namespace Plimsoll.Server;

/// <summary>
/// The folder of the data, held by one server at a time: two on the same folder would each answer from caches that the other one does not know of. Only its
/// owner may look into it, because the signing keys and private images are there. A server that is killed lets go of it.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(FileStream held) => _lock = held;

    /// <summary>Makes the folder where it is missing, and takes it.</summary>
    /// <exception cref="OptionsException">The folder cannot be made or written, or another server has it.</exception>
    public static DataFolder Open(string path)
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
        try
        {
            return new DataFolder(new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("data", path, "the folder is in use by another server, or cannot be written");
        }
    }

    public void Dispose() => _lock.Dispose();
}
