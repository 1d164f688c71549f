using Plimsoll.Core;
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
}
