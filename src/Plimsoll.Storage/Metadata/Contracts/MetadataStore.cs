namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The database: the only truth about what exists. Every engine implements these contracts, and one suite of contract tests runs over all of them.
/// </summary>
public interface IMetadataStore : IAsyncDisposable
{
    /// <summary>Upload sessions.</summary>
    IUploadStore Uploads { get; }

    /// <summary>Who writes an upload session.</summary>
    IUploadLocks UploadLocks { get; }

    /// <summary>Whether something changed.</summary>
    IStateVersions Versions { get; }

    /// <summary>Blobs of repositories.</summary>
    IBlobCatalog Blobs { get; }

    /// <summary>Manifests and tags.</summary>
    IManifestCatalog Manifests { get; }

    /// <summary>The audit log.</summary>
    IAuditLog Audit { get; }

    /// <summary>Facts and the queue of inspections.</summary>
    IFactsStore Facts { get; }

    /// <summary>What the facts say, by what people look for.</summary>
    IFactsIndex Index { get; }

    /// <summary>Advisories and the feeds they come from.</summary>
    IAdvisoryStore Advisories { get; }

    /// <summary>Which images have which packages, and what is known against them.</summary>
    IExposureStore Exposure { get; }

    /// <summary>Who signed what, and who has a name.</summary>
    ISignatureStore Signatures { get; }

    /// <summary>Who is told of events.</summary>
    IWebhookStore Webhooks { get; }

    /// <summary>Accounts, groups, grants and credentials.</summary>
    IIdentityStore Identities { get; }

    /// <summary>Garbage collection, and bringing back what was deleted.</summary>
    ICollectionStore Collection { get; }

    /// <summary>Leases of work in the background.</summary>
    ILeaseStore Leases { get; }

    /// <summary>Work in the background.</summary>
    IJobStore Jobs { get; }

    /// <summary>How much is stored.</summary>
    IUsageStore Usage { get; }

    /// <summary>Rules by path: retention, immutable tags, quotas.</summary>
    IRuleStore Rules { get; }

    /// <summary>What retention knows and does, and what is held against it.</summary>
    IRetentionStore Retention { get; }

    /// <summary>Signed statements, and proofs of content.</summary>
    IVouchingStore Vouching { get; }

    /// <summary>Who signs in which repository, and what others signed.</summary>
    ISignerStore Signers { get; }

    /// <summary>The store as a whole: which one it is, holds, the lock against changes.</summary>
    IStoreStateStore State { get; }

    /// <summary>Copies of the whole database.</summary>
    IDatabaseCopy Copy { get; }

    /// <summary>What the journal has to learn.</summary>
    IJournalQueue Journal { get; }

    /// <summary>Checks of what is stored.</summary>
    IScrubStore Scrub { get; }

    /// <summary>The transparency log.</summary>
    ITransparencyStore Transparency { get; }

    /// <summary>Keys and documents of the trust services.</summary>
    ITrustStore Trust { get; }
}
