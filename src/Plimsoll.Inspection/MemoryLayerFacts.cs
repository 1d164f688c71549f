using System.Collections.Concurrent;
using Plimsoll.Core;

namespace Plimsoll.Inspection;

/// <summary>Keeps the facts of layers while several images are looked at that share some.</summary>
public sealed class MemoryLayerFacts : ILayerFactsCache
{
    private readonly ConcurrentDictionary<(Digest, int), ReadOnlyMemory<byte>> _facts = new();

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_facts.TryGetValue((layer, scannerVersion), out var facts) ? facts : default(ReadOnlyMemory<byte>?));

    /// <inheritdoc/>
    public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken)
    {
        _facts[(layer, scannerVersion)] = facts;
        return Task.CompletedTask;
    }
}
