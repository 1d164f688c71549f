using Plimsoll.Core;

namespace Plimsoll.Storage.Scrubbing;

/// <summary>Somebody else who may have the bytes of a blob.</summary>
public interface IRepairSource
{
    /// <summary>
    /// Opens the blob; null when the other side does not have it. What comes need not be believed, the digest is checked here.
    /// </summary>
    /// <param name="digest">Which.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="repository">A repository that has it here; the other side is asked for the same name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Stream?> OpenAsync(Digest digest, long size, RepositoryName repository, CancellationToken cancellationToken);
}
