using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// A running blob upload. Its row exists before its first byte (the intent), so whatever a crash leaves behind can be found from the
/// database alone, and any server process can go on with it.
/// </summary>
public sealed record Upload
{
    /// <summary>Identifies the session in its URL; unguessable.</summary>
    public required string Id { get; init; }

    /// <summary>The repository that the upload was started in; it can end in no other.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>Where the bytes go.</summary>
    public required StorageKey Key { get; init; }

    /// <summary>The hash function that runs along; another one at the end costs a second reading.</summary>
    public required DigestAlgorithm Algorithm { get; init; }

    /// <summary>Bytes that are durable and acknowledged.</summary>
    public long Offset { get; init; }

    /// <summary>State of the hash over the first <see cref="Offset"/> bytes; empty at offset 0.</summary>
    public ReadOnlyMemory<byte> HashState { get; init; }

    /// <summary>What the blob store needs to go on at <see cref="Offset"/> (<see cref="IBlobWriter.State"/>); empty at offset 0 and where the key is enough.</summary>
    public ReadOnlyMemory<byte> StoreState { get; init; }

    /// <summary>How often the session was taken over (<see cref="IUploadStore.TakeOverAsync"/>).</summary>
    public int Writers { get; init; }

    /// <summary>Bytes that it will have, as far as that is known when it starts; they are reserved from quotas. Not kept.</summary>
    public long? ExpectedSize { get; init; }

    /// <summary>Who started it.</summary>
    public required string Principal { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the sweeper may take it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Upload sessions.</summary>
public interface IUploadStore
{
    /// <summary>Records the intent. Nothing may be written to the key before this returns.</summary>
    /// <exception cref="Core.Errors.OciException">DENIED: a quota has no room for <see cref="Upload.ExpectedSize"/>. Nothing is recorded then.</exception>
    Task CreateAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>The session, or null when it never was, ended or was cancelled.</summary>
    ValueTask<Upload?> FindAsync(RepositoryName repository, string id, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the caller the only one who can advance or publish the session: with a fresh key, because a writer whose connection to the store is slow may still write to
    /// the old one, which is queued for deletion when the session would expire (until then the state may lead to it, and a session lasts longer only with a state that does not).
    /// The first to take a session over keeps the key. Null when somebody else took it since it was read.
    /// </summary>
    Task<Upload?> TakeOverAsync(Upload upload, StorageKey freshKey, CancellationToken cancellationToken);

    /// <summary>Moves the session forward; false when another request moved it first or took it over (compare-and-swap on the offset and the key).</summary>
    /// <param name="upload">The session as it was read or taken over.</param>
    /// <param name="offset">Bytes that are durable now.</param>
    /// <param name="hashState">State of the hash over them.</param>
    /// <param name="storeState">State of the writer at that offset.</param>
    /// <param name="expiresAt">When the sweeper may take it; where the offset stays, so does the end of the session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> AdvanceAsync(Upload upload, long offset, ReadOnlyMemory<byte> hashState, ReadOnlyMemory<byte> storeState, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Sets bytes aside in the quotas of the repository until the session ends, however it ends. What was set aside before counts.</summary>
    /// <param name="repository">The repository of the session.</param>
    /// <param name="id">The session.</param>
    /// <param name="size">Bytes that it will have, or at least has by now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when no quota counts the repository: then there is no need to ask again for this request.</returns>
    /// <exception cref="Core.Errors.OciException">DENIED: a quota has no room for it.</exception>
    ValueTask<bool> ReserveAsync(RepositoryName repository, string id, long size, CancellationToken cancellationToken);

    /// <summary>Ends the session without a blob: its bytes are queued for deletion. False when there is none.</summary>
    Task<bool> CancelAsync(RepositoryName repository, string id, CancellationToken cancellationToken);

    /// <summary>Sessions that expired before <paramref name="now"/>, oldest first.</summary>
    ValueTask<IReadOnlyList<Upload>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>How many sessions are open.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}
