using Plimsoll.Core.Errors;
using Plimsoll.Storage;
using Plimsoll.Storage.Metadata.Sqlite.Engine;

namespace Plimsoll.Server;

/// <summary>Tells faults that go away by themselves from others, so that clients are told to try again.</summary>
internal static class StorageOutage
{
    // https://sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>A disk does not get well by itself: somebody has to come.</summary>
    private const int DiskRetrySeconds = 60;

    /// <summary>The refusal of a request that met an outage of the database or the blob store; null for any other fault.</summary>
    public static OciException? AsRefusal(Exception e) => e switch
    {
        StorageUnavailableException { OutcomeUnknown: true } unavailable =>
            Refusal("the connection to the storage was lost, and it is not known whether the change was made; look before you repeat it", unavailable.RetryAfterSeconds),
        StorageUnavailableException unavailable => Refusal("the storage of the registry does not answer at present; try again", unavailable.RetryAfterSeconds),
        SqliteException { PrimaryCode: Busy or Locked } => Refusal("the database is busy; try again", 1),
        SqliteException { PrimaryCode: Full } => Refusal("the disk of the database is full; tell whoever runs this registry", DiskRetrySeconds),
        SqliteException { PrimaryCode: ReadOnly or InputOutput or CannotOpen } => Refusal("the disk of the database takes nothing at present; tell whoever runs this registry", DiskRetrySeconds),
        _ when DiskFault.Describe(e) is { } fault => Refusal($"the disk of the blobs {fault}; tell whoever runs this registry", DiskRetrySeconds),
        _ => null,
    };

    private static OciException Refusal(string message, int retryAfterSeconds) => new(OciError.Unavailable, message) { RetryAfterSeconds = retryAfterSeconds };
}
