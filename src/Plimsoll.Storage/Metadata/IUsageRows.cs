namespace Plimsoll.Storage.Metadata;

/// <summary>The statements that count what is stored, a bounded number of rows each, and those that keep the result. Rows are numbers of their tables.</summary>
internal interface IUsageRows
{
    /// <summary>Blobs behind a number: bytes, and how many of them are condemned. The virtual ones are nobody's.</summary>
    ValueTask<UsagePart> BlobsAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Bytes of condemned blobs in a range of numbers in which there are some.</summary>
    ValueTask<long> CondemnedBytesAsync(long after, long last, CancellationToken cancellationToken);

    /// <summary>Manifests behind a number: their own bytes, and those of the blobs that each names.</summary>
    ValueTask<UsagePart> ManifestsAsync(long after, int limit, CancellationToken cancellationToken);

    ValueTask<List<CountedRepository>> RepositoriesAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Blobs of a repository behind a number: bytes, and bytes of those that no other repository has.</summary>
    ValueTask<UsagePart> BlobsOfAsync(long repository, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Blobs whose pin ended before a time, that no manifest of their only repository needs. At most <paramref name="limit"/> ended pins are looked at.</summary>
    ValueTask<UsagePart> UnneededAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    ValueTask<long> UploadsAsync(CancellationToken cancellationToken);

    Task KeepAsync(IReadOnlyList<RepositoryCount> counted, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps the report, which is JSON.</summary>
    Task KeepAsync(string report, CancellationToken cancellationToken);

    ValueTask<string?> FindAsync(CancellationToken cancellationToken);

    ValueTask<List<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken);
}

/// <summary>What counting the blobs of a repository came to.</summary>
internal sealed record RepositoryCount(CountedRepository Repository, long Blobs, long Bytes, long UniqueBytes);
