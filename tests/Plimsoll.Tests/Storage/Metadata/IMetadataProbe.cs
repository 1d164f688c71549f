using Plimsoll.Core;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>A candidate for garbage collection as the queue holds it.</summary>
public sealed record Candidate(string Kind, string Subject, DateTimeOffset ReviewAfter);

/// <summary>A database under test: the store, and what the contracts cannot show or do because collection has it for itself.</summary>
public interface IMetadataProbe : IAsyncDisposable
{
    /// <summary>The store.</summary>
    IMetadataStore Store { get; }

    /// <summary>Sets the state of a blob as collection would: 1 condemned, 2 deleting.</summary>
    Task SetBlobStateAsync(Digest digest, int state);

    /// <summary>The state of a blob, or null when there is no row.</summary>
    Task<int?> BlobStateAsync(Digest digest);

    /// <summary>Everything that waits for review, blobs whose pin will end included.</summary>
    Task<IReadOnlyList<Candidate>> CandidatesAsync();

    /// <summary>Condemns a live blob as collection would, in one statement that looks again whether a manifest needs it.</summary>
    Task CondemnAsync(Digest digest);

    /// <summary>Deletes the row of a blob whose bytes are deleted, with its memberships.</summary>
    Task RemoveBlobRowAsync(Digest digest);

    /// <summary>The key of a blob, or null when it has none.</summary>
    Task<StorageKey?> StorageKeyOfAsync(Digest digest);

    /// <summary>Takes the keys that wait for deletion out of the queue. None of them may be the key of a blob.</summary>
    Task<IReadOnlyList<StorageKey>> TakeKeysAsync();

    /// <summary>Keys that a blob, an upload or the queue knows.</summary>
    Task<IReadOnlySet<StorageKey>> AccountedKeysAsync();

    /// <summary>All content that is stored, at one moment.</summary>
    Task<MetadataSnapshot> SnapshotAsync();

    /// <summary>Closes the store and opens it again, as after a crash.</summary>
    Task ReopenAsync();

    /// <summary>Closes the store and opens it again, as after a power cut: without what was committed but not flushed. True when there was something of that kind.</summary>
    Task<bool> CutPowerAsync();

    /// <summary>Whether a power cut would take something back.</summary>
    Task<bool> HasUnflushedAsync();

    /// <summary>Deletes the row of a blob whatever its state: what a collector must never do.</summary>
    Task ForceRemoveBlobRowAsync(Digest digest);

    /// <summary>Forgets a deleted manifest as collection would, so that it cannot come back.</summary>
    Task ForgetDeletedAsync(Digest digest);

    /// <summary>Rows that contradict each other, in words; empty in a sound database.</summary>
    Task<IReadOnlyList<string>> ViolationsAsync();
}
