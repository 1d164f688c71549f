using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>How much is stored, as it was counted last. All sizes in bytes.</summary>
public sealed record StorageUsage
{
    /// <summary>When the count ended. What changed while it ran may be in it or not.</summary>
    public required DateTimeOffset CountedAt { get; init; }

    /// <summary>Repositories that have a manifest or a blob.</summary>
    public long Repositories { get; init; }

    /// <summary>Manifests of all repositories.</summary>
    public long Manifests { get; init; }

    /// <summary>Their bytes, which lie in the database.</summary>
    public long ManifestBytes { get; init; }

    /// <summary>Blobs; one that several repositories have counts once.</summary>
    public long Blobs { get; init; }

    /// <summary>Bytes of the blobs, condemned ones included: what is really there.</summary>
    public long StoredBytes { get; init; }

    /// <summary>What the blobs would take if every repository kept its own.</summary>
    public long RepositoryBytes { get; init; }

    /// <summary>What the blobs would take if every manifest kept its own.</summary>
    public long ImageBytes { get; init; }

    /// <summary>Upload sessions that are open.</summary>
    public long Uploads { get; init; }

    /// <summary>Blobs that no repository has any more and that collection deletes when their grace is over.</summary>
    public long CondemnedBlobs { get; init; }

    /// <summary>Bytes of those.</summary>
    public long CondemnedBytes { get; init; }

    /// <summary>Blobs whose pin has ended, that no manifest needs and only one repository has: collection takes them next.</summary>
    public long UnneededBlobs { get; init; }

    /// <summary>Bytes of those.</summary>
    public long UnneededBytes { get; init; }

    /// <summary>Blobs that no manifest needs and only one repository has, whose pin has not ended: after a deletion they wait for their grace, after an upload for their manifest.</summary>
    public long WaitingBlobs { get; init; }

    /// <summary>Bytes of those.</summary>
    public long WaitingBytes { get; init; }
}

/// <summary>How much one repository holds, as it was counted last.</summary>
/// <param name="Repository">Its name.</param>
/// <param name="Blobs">Its blobs.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="UniqueBytes">Bytes of those that no other repository has: what deleting the repository would free.</param>
/// <param name="CountedAt">When it was counted.</param>
public sealed record RepositoryUsage(RepositoryName Repository, long Blobs, long Bytes, long UniqueBytes, DateTimeOffset CountedAt)
{
    /// <summary>Bytes that other repositories have too.</summary>
    public long SharedBytes => Bytes - UniqueBytes;
}

/// <summary>What is stored, counted in the background: a page that counted by itself would be slower the more there is.</summary>
public interface IUsageStore
{
    /// <summary>Counts everything, in pages, and keeps the result.</summary>
    /// <param name="progress">Is told how far the count is, in words; what it throws ends the count.</param>
    /// <param name="cancellationToken">Gives up; what was counted last stays.</param>
    Task<StorageUsage> CountAsync(Func<string, Task> progress, CancellationToken cancellationToken);

    /// <summary>The last count, or null before the first.</summary>
    ValueTask<StorageUsage?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Repositories, those with the most bytes first, behind <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<RepositoryUsage>> ListAsync(RepositoryUsage? after, int limit, CancellationToken cancellationToken);
}
