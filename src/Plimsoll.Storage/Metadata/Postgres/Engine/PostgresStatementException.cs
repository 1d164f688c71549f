using Npgsql;

namespace Plimsoll.Storage.Metadata.Postgres.Engine;

/// <summary>PostgreSQL refused a statement for a reason that asking again does not change: a broken constraint, damaged data, a missing right.</summary>
public sealed class PostgresStatementException : IOException
{
    internal PostgresStatementException(PostgresException cause) : base($"PostgreSQL: {cause.MessageText} ({cause.SqlState})", cause) => State = cause.SqlState;

    /// <summary>The five characters of the error (PostgreSQL documentation, appendix A).</summary>
    public string State { get; }
}
