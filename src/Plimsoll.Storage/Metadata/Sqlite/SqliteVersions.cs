using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata.Sqlite;

/// <summary>
/// Versions in memory, because one process has the file for itself: a counter for each repository (several share one), moved between the commit of a change and its
/// answer.
/// </summary>
internal sealed class SqliteVersions(long identities) : IStateVersions
{
    private readonly long[] _repositories = new long[4096];
    private long _identities = identities;

    public long Identities => Volatile.Read(ref _identities);

    public ValueTask<StateVersion> ReadAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        new(new StateVersion(Volatile.Read(ref _repositories[Slot(repository)]), Identities));

    public void Changed(RepositoryName repository) => Interlocked.Increment(ref _repositories[Slot(repository)]);

    public void IdentitiesChanged(long version) => Volatile.Write(ref _identities, version);

    private int Slot(RepositoryName repository) => (int)((uint)StringComparer.Ordinal.GetHashCode(repository.Value) % (uint)_repositories.Length);
}
