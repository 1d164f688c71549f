using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>The database as a collector sees it: every call waits at the gate. Leases are given to everybody, so that collectors meet each other.</summary>
internal class GatedStore(Gate gate, Func<IMetadataStore> store) : IMetadataStore, ICollectionStore, ILeaseStore
{
    public IUploadStore Uploads => throw new NotSupportedException();

    public IBlobCatalog Blobs => throw new NotSupportedException();

    public IManifestCatalog Manifests => throw new NotSupportedException();

    public IAuditLog Audit => throw new NotSupportedException();

    public IFactsStore Facts => throw new NotSupportedException();

    public IFactsIndex Index => throw new NotSupportedException();

    public IExposureStore Exposure => throw new NotSupportedException();

    public ISignatureStore Signatures => throw new NotSupportedException();

    public IWebhookStore Webhooks => throw new NotSupportedException();

    public IAdvisoryStore Advisories => throw new NotSupportedException();

    public IUploadLocks UploadLocks => throw new NotSupportedException();

    public IStateVersions Versions => throw new NotSupportedException();

    public IIdentityStore Identities => throw new NotSupportedException();

    public IJobStore Jobs => throw new NotSupportedException();

    public IUsageStore Usage => throw new NotSupportedException();

    public IRuleStore Rules => throw new NotSupportedException();

    public IRetentionStore Retention => throw new NotSupportedException();

    public IVouchingStore Vouching => throw new NotSupportedException();

    public ISignerStore Signers => throw new NotSupportedException();

    public IStoreStateStore State { get; } = new GatedHolds(gate, store);

    public IDatabaseCopy Copy => throw new NotSupportedException();

    public IJournalQueue Journal => throw new NotSupportedException();

    public IScrubStore Scrub => throw new NotSupportedException();

    public ITransparencyStore Transparency => throw new NotSupportedException();

    public ITrustStore Trust => throw new NotSupportedException();

    public ICollectionStore Collection => this;

    public ILeaseStore Leases => this;

    protected ICollectionStore Inner => store().Collection;

    public Task<CollectionClock> ReadClockAsync(bool accept, CancellationToken cancellationToken) => CallAsync("clock", () => Inner.ReadClockAsync(accept, default));

    public Task<int> ExpireUploadsAsync(int limit, bool dryRun, CancellationToken cancellationToken) => CallAsync("expire uploads", () => Inner.ExpireUploadsAsync(limit, dryRun, default));

    public virtual async ValueTask<IReadOnlyList<CollectionCandidate>> ListDueAsync(
        CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit, CancellationToken cancellationToken) =>
        await CallAsync("list due", () => Inner.ListDueAsync(kind, before, after, limit, default).AsTask());

    public virtual Task<CollectionReview> ReviewAsync(IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, bool dryRun, CancellationToken cancellationToken) =>
        CallAsync(dryRun ? "dry review" : "review", () => Inner.ReviewAsync(candidates, rules, dryRun, default));

    public async ValueTask<StorageTotals> MeasureAsync(CancellationToken cancellationToken) => await CallAsync("measure", () => Inner.MeasureAsync(default).AsTask());

    public async ValueTask<CondemnedTotals> MeasureCondemnedAsync(CancellationToken cancellationToken) =>
        await CallAsync("measure condemned", () => Inner.MeasureCondemnedAsync(default).AsTask());

    public virtual Task<IReadOnlyList<DoomedBlob>> BeginDeletingAsync(int limit, CancellationToken cancellationToken) => CallAsync("begin deleting", () => Inner.BeginDeletingAsync(limit, default));

    public async ValueTask<IReadOnlyList<DoomedBlob>> ListDeletingAsync(long after, int limit, CancellationToken cancellationToken) =>
        await CallAsync("list deleting", () => Inner.ListDeletingAsync(after, limit, default).AsTask());

    public virtual Task<IReadOnlyList<DoomedBlob>> FinishDeletingAsync(IReadOnlyList<DoomedBlob> blobs, CancellationToken cancellationToken) =>
        CallAsync("finish deleting", () => Inner.FinishDeletingAsync(blobs, default));

    public Task RemoveKeysAsync(IReadOnlyList<StorageKey> keys, CancellationToken cancellationToken) => CallAsync("remove keys", async () =>
    {
        await Inner.RemoveKeysAsync(keys, default).ConfigureAwait(false);
        return true;
    });

    public virtual Task<int> ForgetManifestsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => CallAsync("forget", () => Inner.ForgetManifestsAsync(before, limit, default));

    public Task<UndeleteResult> UndeleteAsync(RepositoryName repository, DeletedReference reference, string actor, AuditEvent audit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task RecordRunAsync(DateTimeOffset startedAt, string report, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<IReadOnlyList<string>> ListRunsAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TryHoldAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task ReleaseAsync(string name, string holder, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected Task<T> CallAsync<T>(string name, Func<Task<T>> call) => gate.CallAsync(name, call);
}
