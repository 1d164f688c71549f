using Plimsoll.Core;
using Plimsoll.Inspection;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Jobs;

/// <summary>Keeps the facts of layers in the database, so that a base layer is opened once for all images that stand on it.</summary>
internal sealed class StoredLayerFacts(IFactsStore facts) : ILayerFactsCache
{
    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindLayerAsync(Digest layer, int scannerVersion, CancellationToken cancellationToken) =>
        facts.FindLayerAsync(layer, scannerVersion, cancellationToken);

    /// <inheritdoc/>
    public Task StoreLayerAsync(Digest layer, int scannerVersion, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        facts.StoreLayerAsync(layer, scannerVersion, bytes, cancellationToken);
}
