using Plimsoll.Core;

namespace Plimsoll.Server.Caching;

/// <summary>
/// A counter for each repository (several share one), moved after every change and before the change is answered. What a cache holds is
/// valid only while the counter stands where it stood before the value was read, so no cache ever decides what exists.
/// </summary>
internal sealed class RepositoryVersions
{
    private readonly long[] _versions = new long[4096];

    /// <summary>The counter now. Read it before the database.</summary>
    public long Of(RepositoryName repository) => Volatile.Read(ref _versions[Slot(repository)]);

    /// <summary>Says that the repository changed. Call it after the commit and before the answer.</summary>
    public void Changed(RepositoryName repository) => Interlocked.Increment(ref _versions[Slot(repository)]);

    private int Slot(RepositoryName repository) => (int)((uint)StringComparer.Ordinal.GetHashCode(repository.Value) % (uint)_versions.Length);
}
