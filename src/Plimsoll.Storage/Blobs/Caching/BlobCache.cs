using Microsoft.Win32.SafeHandles;
using Plimsoll.Core;

namespace Plimsoll.Storage.Blobs.Caching;

/// <summary>
/// Copies on the local disk of blobs that are read from a store far away. What exists and who may read it is decided before anybody asks here. A copy is written while its blob is read for the first
/// time and counts when its hash is the digest; what was not read for longest goes first; a share of the disk stays free. No fault of the disk fails a read: the store has everything.
/// </summary>
public sealed class BlobCache : IDisposable
{
    /// <summary>What is kept about each takes some 200 bytes of memory.</summary>
    private const int MaxCopies = 65_536;

    /// <summary>A blob larger than this share of the cache would push out too many others.</summary>
    private const int LargestShare = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<StorageKey, LinkedListNode<Copy>> _copies = [];
    private readonly LinkedList<Copy> _byUse = [];
    private readonly HashSet<StorageKey> _filling = [];
    private readonly CacheFolder? _folder;
    private readonly long _maxBytes;
    private readonly Func<string, DiskRoom> _room;
    private long _bytes;
    private long _reserved;
    private long _served;

    private BlobCache(CacheFolder? folder, long maxBytes, Func<string, DiskRoom> room) => (_folder, _maxBytes, _room) = (folder, maxBytes, room);

    /// <summary>One that keeps nothing.</summary>
    public static BlobCache Off() => new(null, 0, DiskRoom.Of);

    /// <summary>Bytes of the copies that are there.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Bytes that were read from copies.</summary>
    public long BytesServed => Interlocked.Read(ref _served);

    /// <summary>How many blobs were asked for and had a copy.</summary>
    public long Hits { get; private set; }

    /// <summary>How many had none.</summary>
    public long Misses { get; private set; }

    /// <summary>Copies that went for others.</summary>
    public long Evictions { get; private set; }

    /// <summary>Begins empty.</summary>
    /// <param name="folder">Where each process makes a folder of its own.</param>
    /// <param name="maxBytes">Bytes of all copies together.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static BlobCache Open(string folder, long maxBytes) => Open(folder, maxBytes, DiskRoom.Of);

    internal static BlobCache Open(string folder, long maxBytes, Func<string, DiskRoom> room) => new(CacheFolder.Open(folder), maxBytes, room);

    /// <summary>Opens a blob: its copy, or the store, and then a copy is made when all of it is read.</summary>
    /// <param name="store">Where the blob is.</param>
    /// <param name="key">Its key there.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="part">Offset and length of what is wanted, where that is not all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when neither has it.</returns>
    public async ValueTask<IBlobReader?> OpenAsync(IBlobStore store, StorageKey key, Digest digest, long size, (long Offset, long Length)? part, CancellationToken cancellationToken)
    {
        if (Find(key, size) is { } file) return new CachedBlobReader(this, store, key, size, file);
        if (part is { } wanted) return await store.OpenAsync(key, wanted.Offset, wanted.Length, cancellationToken);
        var reader = await store.OpenAsync(key, cancellationToken);
        return reader is not null && reader.Length == size && Begin(key, digest, size) is { } fill ? new FillingBlobReader(reader, fill) : reader;
    }

    /// <summary>Deletes the copies of blobs that are no more.</summary>
    public void Drop(IEnumerable<StorageKey> keys)
    {
        if (_folder is null) return;
        List<StorageKey> dropped = [];
        lock (_gate)
        {
            foreach (var key in keys)
            {
                _filling.Remove(key);
                if (_copies.TryGetValue(key, out var copy)) Remove(copy, dropped);
            }
        }
        Delete(dropped);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder?.Dispose();

    internal void Served(int bytes) => Interlocked.Add(ref _served, bytes);

    internal void EndFill(StorageKey key, long size, bool isWhole)
    {
        lock (_gate)
        {
            // Not when it was dropped meanwhile.
            isWhole &= _filling.Remove(key) && !_copies.ContainsKey(key);
            _reserved -= size;
            if (isWhole)
            {
                _copies[key] = _byUse.AddFirst(new Copy(key, size));
                _bytes += size;
            }
        }
        if (!isWhole) Delete([key]);
    }

    private string PathOf(StorageKey key) => Path.Combine(_folder!.Path, key.Value.Replace('/', '-'));

    private SafeFileHandle? Find(StorageKey key, long size)
    {
        if (_folder is null) return null;
        lock (_gate)
        {
            if (!_copies.TryGetValue(key, out var copy))
            {
                Misses++;
                return null;
            }
            _byUse.Remove(copy);
            _byUse.AddFirst(copy);
            Hits++;
        }
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(file) == size) return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody deleted it, or the disk fails.
        }
        file?.Dispose();
        Drop([key]);
        return null;
    }

    /// <summary>Null when there is no room, or somebody else makes the copy.</summary>
    private CacheFill? Begin(StorageKey key, Digest digest, long size)
    {
        if (_folder is null || size > _maxBytes / LargestShare) return null;
        List<StorageKey> dropped = [];
        bool hasRoom;
        lock (_gate)
        {
            if (_copies.ContainsKey(key) || !_filling.Add(key)) return null;
            hasRoom = MakeRoom(size, dropped);
            _reserved += size;
        }
        Delete(dropped);
        try
        {
            if (hasRoom) return new CacheFill(this, key, digest, size, File.OpenHandle(PathOf(key), FileMode.CreateNew, FileAccess.Write));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No copy then.
        }
        EndFill(key, size, isWhole: false);
        return null;
    }

    private bool MakeRoom(long size, List<StorageKey> dropped)
    {
        var room = _room(_folder!.Path);
        var gained = 0L;
        while (_bytes + _reserved + size > _maxBytes || _copies.Count >= MaxCopies || room.Free + gained - _reserved - size < room.Least)
        {
            if (_byUse.Last is not { } oldest) return false;
            gained += oldest.Value.Size;
            Evictions++;
            Remove(oldest, dropped);
        }
        return true;
    }

    private void Remove(LinkedListNode<Copy> copy, List<StorageKey> dropped)
    {
        _byUse.Remove(copy);
        _copies.Remove(copy.Value.Key);
        _bytes -= copy.Value.Size;
        dropped.Add(copy.Value.Key);
    }

    /// <summary>Outside the lock, because a large file takes a while. Who reads one goes on reading.</summary>
    private void Delete(List<StorageKey> dropped)
    {
        foreach (var key in dropped)
        {
            try
            {
                File.Delete(PathOf(key));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Goes with the folder.
            }
        }
    }

    private sealed record Copy(StorageKey Key, long Size);
}
