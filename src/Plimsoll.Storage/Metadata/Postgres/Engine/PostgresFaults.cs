using System.Net.Sockets;
using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>What an error of the database means for whoever runs a statement (PostgreSQL documentation, appendix A).</summary>
internal static class PostgresFaults
{
    /// <summary>
    /// How often to run a change again that met another one: it was thrown out, and sees next time what the other one did. A key that exists may also be a fault of
    /// the change itself, which does not go away.
    /// </summary>
    public static int RetriesOf(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => 10,
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation => 3,
        _ => 0,
    };

    /// <summary>The database cannot be reached or cannot work at present.</summary>
    public static bool IsOutage(Exception e) => e switch
    {
        PostgresException postgres => IsOutage(postgres.SqlState),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>What is the matter, in words that hold no secret.</summary>
    public static string Describe(Exception e) => e switch
    {
        PostgresException postgres => $"{postgres.MessageText} ({postgres.SqlState})",
        { InnerException: { } inner } => $"{e.Message}: {inner.Message}",
        _ => e.Message,
    };

    /// <summary>
    /// Connection exceptions, insufficient resources, operator intervention, system errors; wrong password or name; a database that takes no connections; a server that
    /// became a standby; a lock that was not free in time.
    /// </summary>
    private static bool IsOutage(string state) =>
        state[..2] is "08" or "28" or "3D" or "53" or "57" or "58" || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.LockNotAvailable;
}
