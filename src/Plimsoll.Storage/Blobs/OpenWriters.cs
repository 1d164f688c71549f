using System.Collections.Concurrent;

namespace Plimsoll.Storage.Blobs;

/// <summary>Which keys are being written: two writers of one key would mix their bytes.</summary>
internal sealed class OpenWriters
{
    private readonly ConcurrentDictionary<StorageKey, bool> _keys = [];

    /// <exception cref="IOException">The key has a writer.</exception>
    public void Add(StorageKey key)
    {
        if (!_keys.TryAdd(key, true)) throw new IOException($"{key} is being written already.");
    }

    public void Remove(StorageKey key) => _keys.TryRemove(key, out _);
}
