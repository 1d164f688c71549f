using Plimsoll.Core;

namespace Plimsoll.Inspection;

/// <summary>
/// Keeps the facts of layers by (digest, scanner version); a newer scanner simply finds nothing yet. Only facts that depend on nothing but
/// the bytes are kept: a layer that ran out of time, or whose bytes were not those of its digest, is opened again.
/// </summary>
public interface ILayerFactsCache
{
    /// <summary>The facts of a layer as <see cref="Core.Facts.LayerFacts.ToBytes"/> wrote them, or null when this scanner has not opened it yet.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken);

    /// <summary>Keeps the facts of a layer. Two inspections may store the same facts at once.</summary>
    Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> facts, CancellationToken cancellationToken);
}
