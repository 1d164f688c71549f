using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Plimsoll.Storage.Blobs;

/// <summary>Objects in memory, gone with the process.</summary>
public sealed class MemoryObjectStore : IObjectStore
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _objects[ObjectName.Check(name)] = content.ToArray();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_objects.GetValueOrDefault(ObjectName.Check(name))?.ToArray());

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _objects.TryRemove(ObjectName.Check(name), out _);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, content) in _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (name, content.Length);
        }
        await Task.CompletedTask;
    }
}
