namespace Plimsoll.Storage.Metadata;

/// <summary>
/// The database cannot be reached, or cannot take a change at present: it restarts, its disk is full, or somebody holds it. Whoever asked may ask again.
/// </summary>
/// <param name="message">What is the matter, for the operator; holds no secret.</param>
/// <param name="cause">What the database, or the way to it, said.</param>
public sealed class StorageUnavailableException(string message, Exception cause) : IOException(message, cause)
{
    /// <summary>True when the connection was lost during a commit and the database could not be asked afterwards whether it came to be.</summary>
    public bool OutcomeUnknown { get; init; }
}
