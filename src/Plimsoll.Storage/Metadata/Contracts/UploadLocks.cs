namespace Plimsoll.Storage.Metadata;

/// <summary>
/// One writer an upload session at a time, among all server processes. The locks of a process end with it. They keep two requests from writing the same bytes; what
/// the session row says is decided by compare-and-swap in any case.
/// </summary>
public interface IUploadLocks
{
    /// <summary>The lock of a session, or null when somebody holds it.</summary>
    ValueTask<IUploadLock?> TryEnterAsync(string id, CancellationToken cancellationToken);
}

/// <summary>The right to write an upload session, until it is disposed of.</summary>
public interface IUploadLock : IAsyncDisposable
{
    /// <summary>Cancelled when the lock is lost, because the connection to the database that held it broke: another process may write now, so this one must not.</summary>
    CancellationToken Lost { get; }
}
