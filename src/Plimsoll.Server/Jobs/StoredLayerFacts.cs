using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>
/// Keeps the facts of layers in the database, so that a base layer is opened once for all images that stand on it; those that were read last are at hand, because a push of many images of one base
/// reads them again and again.
/// </summary>
internal sealed class StoredLayerFacts(IFactsStore facts) : ILayerFactsCache
{
    /// <summary>Files of all layers that are at hand, some 100 bytes each.</summary>
    private const int MostFiles = 50_000;

    private readonly Lock _access = new();
    private readonly LinkedList<KnownLayer> _known = new();

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        facts.FindLayerAsync(layer, scannerVersion, cancellationToken);

    /// <inheritdoc/>
    public LayerFacts? Recall(Digest layer, int scannerVersion)
    {
        lock (_access)
        {
            for (var node = _known.First; node is not null; node = node.Next)
            {
                if (node.Value.Layer != layer || node.Value.ScannerVersion != scannerVersion) continue;
                _known.Remove(node);
                _known.AddFirst(node);
                return node.Value.Facts;
            }
            return null;
        }
    }

    /// <inheritdoc/>
    public void Remember(Digest layer, int scannerVersion, LayerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Files.Count > MostFiles) return;
        lock (_access)
        {
            _known.AddFirst(new KnownLayer(layer, scannerVersion, facts));
            var files = 0L;
            for (var node = _known.First; node is not null;)
            {
                var next = node.Next;
                // Layers without files cost something too.
                files += node.Value.Facts.Files.Count + 100;
                if (files > MostFiles && node != _known.First) _known.Remove(node);
                node = next;
            }
        }
    }

    /// <inheritdoc/>
    public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        facts.StoreLayerAsync(layer, scannerVersion, bytes, cancellationToken);

    private sealed record KnownLayer(Digest Layer, int ScannerVersion, LayerFacts Facts);
}
