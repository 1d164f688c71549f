using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection;

/// <summary>
/// Keeps the facts of layers by (digest, scanner version); a newer scanner simply finds nothing yet. Only facts that depend on nothing but
/// the bytes are kept: a layer that ran out of time, or whose bytes were not those of its digest, is opened again.
/// </summary>
public interface ILayerFactsCache
{
    /// <summary>The facts of a layer as <see cref="LayerFacts.ToBytes"/> wrote them, or null when this scanner has not opened it yet.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>The facts of a layer as they were read last, where somebody still has them at hand; null otherwise.</summary>
    LayerFacts? Recall(Digest layer, int scannerVersion) => null;

    /// <summary>Has the facts of a layer at hand for a while, where that pays. Nothing changes them.</summary>
    void Remember(Digest layer, int scannerVersion, LayerFacts facts) { }

    /// <summary>Keeps the facts of a layer. Two inspections may store the same facts at once.</summary>
    Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken);
}
