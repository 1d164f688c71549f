using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Plimsoll.Storage.Background;

namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Blobs as files, spread over 256 directories that are made once, so that no write makes one. For one server process: the database knows which of the files
/// are blobs.
/// </summary>
public sealed class FileSystemBlobStore : IBlobStore, IDisposable
{
    private const int Shards = 256;

    /// <summary>Sizes below this are written without asking how much room there is, and so much is left for the database.</summary>
    private const long WorthAsking = 64 << 20;

    /// <summary>COR_E_IO: what an <see cref="IOException"/> has when nobody gives it a number.</summary>
    private const int WithoutErrorNumber = unchecked((int)0x80131620);

    private readonly string _root;
    private readonly SafeFileHandle?[] _directories = new SafeFileHandle?[Shards];
    private const long MaxReserved = 1L << 30;

    private readonly OpenWriters _writers = new();
    private readonly DiskSync _sync = new();

    private FileSystemBlobStore(string root) => _root = root;

    /// <summary>A piece of any size costs the same.</summary>
    public int MinChunkSize => 0;

    /// <summary>Nobody else writes here.</summary>
    public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) => false;

    /// <summary>Opens the store, and makes its directories where they are missing.</summary>
    /// <param name="root">The directory of the store.</param>
    /// <exception cref="IOException">The directories cannot be made.</exception>
    public static FileSystemBlobStore Open(string root)
    {
        var store = new FileSystemBlobStore(Path.GetFullPath(root));
        try
        {
            store.OpenDirectories();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken)
    {
        RequireRoom(expectedSize ?? 0);
        _writers.Add(key);
        try
        {
            // What a client announces is no reason to give away the disk.
            var reserved = Math.Min(expectedSize ?? 0, MaxReserved);
            var handle = Reserve(PathOf(key), reserved);
            return ValueTask.FromResult<IBlobWriter>(new FileSystemBlobWriter(handle, PathOf(key), 0, reserved, _sync, FlushName(key), () => _writers.Remove(key)));
        }
        catch
        {
            _writers.Remove(key);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        _writers.Add(key);
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            var length = RandomAccess.GetLength(handle);
            if (length < offset) throw new IOException($"{key} holds {length} bytes; writing cannot go on at {offset}.");
            if (length > offset)
            {
                // Made durable at once: when no more bytes follow, nobody will ask for a flush, and a blob must not grow again by a power cut.
                RandomAccess.SetLength(handle, offset);
                await _sync.FlushAsync(handle);
            }
            // Bytes that were acknowledged had their name made durable; at the beginning nothing was acknowledged yet.
            var name = offset > 0 ? Task.CompletedTask : FlushName(key);
            return new FileSystemBlobWriter(handle, PathOf(key), offset, 0, _sync, name, () => _writers.Remove(key));
        }
        catch
        {
            handle?.Dispose();
            _writers.Remove(key);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken)
    {
        try
        {
            var handle = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ValueTask.FromResult<IBlobReader?>(new FileSystemBlobReader(handle));
        }
        catch (FileNotFoundException)
        {
            return ValueTask.FromResult<IBlobReader?>(null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) => OpenAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Uri? Locate(StorageKey key) => null;

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            File.Delete(PathOf(key));
            RightOfWay.Give();
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken) => DeleteAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < Shards; i++)
        {
            var shard = i.ToString("x2");
            foreach (var file in new DirectoryInfo(Path.Combine(_root, shard)).EnumerateFiles())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (StorageKey.TryParse($"{shard}/{file.Name}", out var key) && file.Exists) yield return (key, file.Length);
            }
            await Task.Yield();
        }
    }

    /// <summary>
    /// Gives the bytes of a key a second name in another store on the same file system, which costs no copy. False when that is not possible; the name is durable otherwise.
    /// </summary>
    internal async ValueTask<bool> TryLinkAsync(StorageKey key, FileSystemBlobStore target)
    {
        if (!DurableFile.TryLink(PathOf(key), target.PathOf(key))) return false;
        await target.FlushName(key);
        return true;
    }

    /// <summary>Closes the directories. Writers must have ended.</summary>
    public void Dispose()
    {
        _sync.Dispose();
        foreach (var directory in _directories) directory?.Dispose();
    }

    /// <summary>
    /// Refuses what cannot fit before anything is reserved: a file system may hand out every block it has before it says no, and all other writers fail meanwhile.
    /// </summary>
    private void RequireRoom(long size)
    {
        if (size < WorthAsking) return;
        var room = new DriveInfo(_root).AvailableFreeSpace;
        if (size > room - WorthAsking) throw DiskFault.NoRoom($"No room for {size} bytes: the file system of {_root} has {room} left.");
    }

    private static SafeFileHandle Reserve(string path, long size)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, preallocationSize: size);
        }
        catch (IOException e) when (size > 0 && e.HResult == WithoutErrorNumber)
        {
            // The only fault of an opening for which .NET keeps no number: the file system has no room for the reservation.
            throw DiskFault.NoRoom(e.Message);
        }
    }

    private void OpenDirectories()
    {
        Directory.CreateDirectory(_root);
        for (var i = 0; i < Shards; i++)
        {
            var shard = Path.Combine(_root, i.ToString("x2"));
            Directory.CreateDirectory(shard);
            _directories[i] = DiskSync.OpenDirectory(shard);
        }
        DurableFile.FlushDirectory(_root);
        if (Path.GetDirectoryName(_root) is { } parent) DurableFile.FlushDirectory(parent);
    }

    /// <summary>Where a key lies. A key has hexadecimal digits and one slash only, so the path cannot leave the root.</summary>
    private string PathOf(StorageKey key) => Path.Combine(_root, key.Value);

    private Task FlushName(StorageKey key) =>
        _directories[Convert.ToInt32(key.Value[..2], 16)] is { } directory ? _sync.FlushAsync(directory) : Task.CompletedTask;
}
