using System.Runtime.CompilerServices;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>A blob store whose every call waits at the gate, and which forgets at a power cut what was not flushed.</summary>
internal sealed class SimulatedObjects(Gate gate) : IBlobStore
{
    private readonly Dictionary<StorageKey, StoredObject> _objects = [];

    public IReadOnlyCollection<StorageKey> Keys => _objects.Keys;

    public byte[]? ContentOf(StorageKey key) => _objects.TryGetValue(key, out var found) ? [.. found.Bytes] : null;

    public int MinChunkSize => 0;

    public bool NeedsFreshKey(StorageKey key, ReadOnlyMemory<byte> state, bool appends) => false;

    public Uri? Locate(StorageKey key) => null;

    /// <summary>What was not flushed is lost, in part: a prefix may have reached the disk, and so may a name.</summary>
    public void CutPower(int luck)
    {
        foreach (var (key, found) in _objects.ToList())
        {
            var safe = Math.Max(found.Flushed, 0);
            var lost = luck % (found.Bytes.Count - safe + 1);
            if (found.Flushed < 0 && luck % 2 == 0) _objects.Remove(key);
            else found.Bytes.RemoveRange(found.Bytes.Count - lost, lost);
        }
    }

    public async ValueTask<IBlobWriter> CreateAsync(StorageKey key, long? expectedSize, CancellationToken cancellationToken)
    {
        await gate.CallAsync("create object", () =>
        {
            if (!_objects.TryAdd(key, new StoredObject())) throw new IOException($"{key} exists already.");
        });
        return new Writer(gate, _objects[key]);
    }

    public async ValueTask<IBlobWriter> AppendAsync(StorageKey key, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        await gate.CallAsync("append object", () =>
        {
            if (!_objects.TryGetValue(key, out var found)) throw new FileNotFoundException($"{key} does not exist.");
            if (found.Bytes.Count < offset) throw new IOException($"{key} holds {found.Bytes.Count} bytes only.");
            found.Bytes.RemoveRange((int)offset, found.Bytes.Count - (int)offset);
            found.Flushed = (int)offset;
        });
        return new Writer(gate, _objects[key]);
    }

    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IBlobReader?> OpenAsync(StorageKey key, long offset, long length, CancellationToken cancellationToken) => OpenAsync(key, cancellationToken);

    public async ValueTask DeleteAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) await gate.CallAsync("delete object", () => _objects.Remove(key));
    }

    public async ValueTask AbandonAsync(IReadOnlyCollection<StorageKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) await gate.CallAsync("abandon object", () => _objects.Remove(key));
    }

    public async IAsyncEnumerable<(StorageKey Key, long Size)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (key, found) in _objects) yield return (key, found.Bytes.Count);
        await Task.CompletedTask;
    }

    private sealed class StoredObject
    {
        public List<byte> Bytes { get; } = [];

        /// <summary>How many bytes are safe; -1 while not even the name is.</summary>
        public int Flushed { get; set; } = -1;
    }

    private sealed class Writer(Gate gate, StoredObject target) : IBlobWriter
    {
        public long Position => target.Bytes.Count;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            await gate.CallAsync("write object", () => target.Bytes.AddRange(bytes.ToArray()));

        public ReadOnlyMemory<byte> State => default;

        public ValueTask CompleteAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);

        public async ValueTask FlushAsync(CancellationToken cancellationToken) => await gate.CallAsync("flush object", () => target.Flushed = target.Bytes.Count);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
