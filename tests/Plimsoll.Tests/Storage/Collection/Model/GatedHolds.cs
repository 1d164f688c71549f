using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>The holds as a collector sees them: looking for one waits at the gate.</summary>
internal sealed class GatedHolds(Gate gate, Func<IMetadataStore> store) : IStoreStateStore
{
    public ValueTask<IReadOnlyList<CollectionHold>> ListHoldsAsync(CancellationToken cancellationToken) =>
        new(gate.CallAsync("holds", () => store().State.ListHoldsAsync(default).AsTask()));

    public ValueTask<StoreState> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetReadOnlyAsync(string? reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RestartJournalAsync(string storeId, long nextSegment, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task HoldAsync(CollectionHold hold, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReleaseAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
}
