using System.Runtime.InteropServices;
using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>Where the database stood at some moment, for those who remember what they read from it.</summary>
/// <param name="Repository">Moves with every change after which an answer about the repository may be another one. 0 for a repository that was never written to.</param>
/// <param name="Identities">The <see cref="DirectoryRecord.Version"/> of accounts and rights.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StateVersion(long Repository, long Identities);

/// <summary>
/// Says cheaply whether something changed, whichever server process changed it. What a cache holds is valid only while the version stands where it stood before the value
/// was read, so no cache ever decides what exists. A change moves the version before it is acknowledged. What only adds content under its digest need not move it:
/// absence is not to be remembered.
/// </summary>
public interface IStateVersions
{
    /// <summary>The versions at a moment after the call began. Completes at once, and allocates nothing, where one process has the database for itself.</summary>
    ValueTask<StateVersion> ReadAsync(RepositoryName repository, CancellationToken cancellationToken);
}
