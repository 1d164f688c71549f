namespace Plimsoll.Storage;

/// <summary>
/// The database or the blob store cannot be reached, or cannot take anything at present: it restarts, it is overloaded, its disk is full. Nothing that was acknowledged is
/// lost, and whoever asked may ask again.
/// </summary>
/// <param name="message">What is the matter, for the operator; holds no secret.</param>
/// <param name="cause">What the store, or the way to it, said.</param>
public sealed class StorageUnavailableException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>After how many seconds asking again is worth it.</summary>
    public int RetryAfterSeconds { get; init; } = 5;

    /// <summary>True when the connection was lost during a commit and the database could not be asked afterwards whether it came to be.</summary>
    public bool OutcomeUnknown { get; init; }
}
