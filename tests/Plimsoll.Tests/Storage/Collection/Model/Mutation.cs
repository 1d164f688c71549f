using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>A mistake that is made on purpose, to see that the model notices.</summary>
internal abstract class Mutation
{
    public static Mutation None { get; } = new NoMutation();

    public virtual IMetadataStore Wrap(Gate gate, IMetadataProbe probe) => new GatedStore(gate, () => probe.Store);

    /// <summary>The key for an upload.</summary>
    public virtual StorageKey KeyFor(Digest blob, StorageKey fresh) => fresh;

    /// <summary>Whether a client sees a blob: by the catalogue, unless the mistake lies there.</summary>
    public virtual bool LooksPastTheGrace => false;

    private sealed class NoMutation : Mutation;

    /// <summary>Reviews forget the grace: pins that have just ended, tags that have just moved.</summary>
    public sealed class NoGrace : Mutation
    {
        public override IMetadataStore Wrap(Gate gate, IMetadataProbe probe) => new Store(gate, probe);

        private sealed class Store(Gate gate, IMetadataProbe probe) : GatedStore(gate, () => probe.Store)
        {
            public override ValueTask<IReadOnlyList<CollectionCandidate>> ListDueAsync(CandidateKind kind, DateTimeOffset before, CollectionCandidate? after, int limit, CancellationToken cancellationToken) =>
                base.ListDueAsync(kind, before + Simulation.Grace, after, limit, cancellationToken);

            public override Task<CollectionReview> ReviewAsync(IReadOnlyList<CollectionCandidate> candidates, CollectionRules rules, bool dryRun, CancellationToken cancellationToken) =>
                base.ReviewAsync(candidates, rules with { Grace = TimeSpan.Zero }, dryRun, cancellationToken);
        }
    }

    /// <summary>Keys are made from digests, so that a second upload gets the key of the first.</summary>
    public sealed class KeysByDigest : Mutation
    {
        public override StorageKey KeyFor(Digest blob, StorageKey fresh) => StorageKey.Parse($"00/{blob.Hex[..32]}");
    }

    /// <summary>The last transaction deletes rows without another look.</summary>
    public sealed class FinishBlindly : Mutation
    {
        public override IMetadataStore Wrap(Gate gate, IMetadataProbe probe) => new Store(gate, probe);

        private sealed class Store(Gate gate, IMetadataProbe probe) : GatedStore(gate, () => probe.Store)
        {
            public override Task<IReadOnlyList<DoomedBlob>> FinishDeletingAsync(IReadOnlyList<DoomedBlob> blobs, CancellationToken cancellationToken) => CallAsync("finish deleting", async () =>
            {
                foreach (var blob in blobs) await probe.ForceRemoveBlobRowAsync(blob.Digest).ConfigureAwait(false);
                return blobs;
            });
        }
    }

    /// <summary>Blobs are deleted from the list of candidates, without marking them first.</summary>
    public sealed class DeleteUnmarked : Mutation
    {
        public override IMetadataStore Wrap(Gate gate, IMetadataProbe probe) => new Store(gate, probe);

        private sealed class Store(Gate gate, IMetadataProbe probe) : GatedStore(gate, () => probe.Store)
        {
            private int _calls;

            public override Task<IReadOnlyList<DoomedBlob>> BeginDeletingAsync(int limit, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<DoomedBlob>>("begin deleting", async () =>
            {
                var blobs = (await probe.SnapshotAsync().ConfigureAwait(false)).Blobs.Values;
                return _calls++ > 0 ? [] : [.. blobs.Where(b => b.State == 1).Select((b, i) => new DoomedBlob(i, b.Digest, b.Size, b.Key))];
            });
        }
    }

    /// <summary>Deleted manifests are forgotten at once.</summary>
    public sealed class ForgetAtOnce : Mutation
    {
        public override IMetadataStore Wrap(Gate gate, IMetadataProbe probe) => new Store(gate, probe);

        private sealed class Store(Gate gate, IMetadataProbe probe) : GatedStore(gate, () => probe.Store)
        {
            public override Task<int> ForgetManifestsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
                base.ForgetManifestsAsync(before + Simulation.Grace, limit, cancellationToken);
        }
    }

    /// <summary>Clients are told of a blob without that counting as a use.</summary>
    public sealed class LookWithoutUse : Mutation
    {
        public override bool LooksPastTheGrace => true;
    }
}
